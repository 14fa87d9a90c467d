"""The live widgets: a class in NAME.py, its script in NAME.js."""
