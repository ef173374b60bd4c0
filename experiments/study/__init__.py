"""What is found where inputs lie elsewhere? Studies: many points, each the values of some inputs."""
