"""What is known when a call rings: whose telephone it is, who is calling, whether somebody is there, in which language."""
