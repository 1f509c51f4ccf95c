"""Snow products of Theia: binary (SNW, Let-it-Snow) and fraction (FSC)."""
