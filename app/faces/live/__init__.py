"""What does the page show of an answer? The parts of the report, each as a piece of HTML of its own."""
