"""The evaluation suite: known questions and answers, what a system makes of them, and what that is worth."""
