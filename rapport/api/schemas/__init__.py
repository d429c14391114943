"""What goes over the wire: every field is listed here and filled by hand, so that none slips out."""
