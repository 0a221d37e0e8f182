"""The furniture of the web: guard, transactions, identity, forms, headers, errors, navigation. It knows no room."""
