"""From a workbook to records as they should be, and back; knows no page."""
