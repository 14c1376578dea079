"""Many documents: scan them, keep the rows, export, group by template, verify.

    paths ─▶ scan (pool of sandboxed children) ─▶ Result ─▶ rows ─▶ store (SQLite) ─▶ export (Parquet, CSV, JSON Lines)
                                                                       ├─▶ families (near-duplicates)
                                                                       └─▶ verify (analyse a sample again)

`tables` declares the rows once; SQLite, Parquet, CSV, JSON Lines and every engine share that declaration.
"""
