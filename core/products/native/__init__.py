"""MACCS' and MAJA's own format (Earth Explorer): a .HDR beside a .DBL.DIR, VENuS' until 2019."""
