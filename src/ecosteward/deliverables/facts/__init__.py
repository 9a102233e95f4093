"""Reading the other rooms' records as the plain facts that documents print."""
