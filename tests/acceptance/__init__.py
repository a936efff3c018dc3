"""Whole months: files in, workbook and lists out."""
