"""What is typed on the editor's pages, and how it becomes the content of a file."""
