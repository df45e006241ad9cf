"""Who serves me, where, when, and what have they announced? Pages of agencies, communes, notices and documents."""
