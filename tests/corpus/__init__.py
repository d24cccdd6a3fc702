"""Workbooks as departments really send them, made by code, each with what it must yield."""
