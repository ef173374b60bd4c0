"""What is in each table? One module a topic: columns with their raw values, said late by the face that shows them."""
