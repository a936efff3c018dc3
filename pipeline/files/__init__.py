"""Reading what was delivered: CSV and XLSX as text cells, with the row and sheet a person would see in Excel."""
