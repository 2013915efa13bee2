"""Results as tables for the terminal, and how numbers, months and regimes are worded."""
