"""What people see: the folders are the menu, a page is one script of at most eighty lines."""
