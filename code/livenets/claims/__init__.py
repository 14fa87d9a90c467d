"""What the book says in numbers, and what holds each of them."""
