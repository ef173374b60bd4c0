"""What can be asked for? One command a module: what was typed goes in, what is to be printed comes out."""
