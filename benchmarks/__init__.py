"""What claims of speed rest on: commands that print tables and judge nothing."""
