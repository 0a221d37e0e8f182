"""Board: the whole of a round for the board: summary, heat map, priorities and the workbook."""
