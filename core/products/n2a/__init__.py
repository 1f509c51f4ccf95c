"""The N2A of Theia's first years: Landsat 5, 7, 8 and SPOT4 (Take5), several bands in one TIFF."""
