"""Drafts checked before they are published: rules with stable codes over what `analyze` reports."""
