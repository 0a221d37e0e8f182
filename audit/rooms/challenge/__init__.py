"""Challenge events: a panel asks organisations in person, and what was asked, answered and concluded is kept."""
