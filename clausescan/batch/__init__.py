"""Many documents: scan them, keep the rows, export, group by template, verify.

    paths ─▶ pool of sandboxed children ─▶ wire (rows, checked) ─▶ store (SQLite) ─▶ export (Parquet, CSV, JSON Lines)
                                    └─▶ Result (clausescan.scan)      ├─▶ families (near-duplicates)
                                                                      └─▶ verify (analyse a sample again)

`tables` declares the rows once; SQLite, Parquet, CSV, JSON Lines and every engine share that declaration.
"""
