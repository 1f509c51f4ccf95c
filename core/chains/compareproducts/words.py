"""The words of the HTML report, in English and in French."""

from __future__ import annotations

_ENGLISH = {
    "title": "Two L2A products compared", "input": "INPUT", "reference": "REFERENCE", "products": "Products",
    "identifier": "Product", "path": "Path", "platform": "Satellite", "tile": "Tile", "acquired": "Acquired (UTC)",
    "producer": "Producer", "version": "Version", "produced": "Produced", "images": "Reflectances",
    "spectral_response": "Spectral response", "changed": "Settings that differ", "setting": "Setting",
    "none_changed": "Both products were made here with the same settings, or do not tell them.",
    "bands": "Differences by band", "band": "Band", "names": "Names", "resolution": "Compared at (m)",
    "pixels": "Pixels", "accuracy": "A", "precision": "P", "uncertainty": "U", "median": "Median",
    "mean_reference": "Mean of REFERENCE", "mean_input": "Mean of INPUT", "within": "Within specification (%)",
    "specification": "0.05 ρ + 0.005", "classes": "Differences by class", "class": "Class",
    "class_share": "Share (%)", "masks": "Masks", "mask": "Mask", "both": "Both", "input_only": "INPUT only",
    "reference_only": "REFERENCE only", "neither": "Neither", "agreement": "Same answer (%)",
    "confirmed": "Of INPUT's, flagged by REFERENCE (%)", "found": "Of REFERENCE's, flagged by INPUT (%)",
    "atmosphere": "Atmosphere", "quantity": "Quantity", "aot": "Aerosol optical thickness at 550 nm",
    "water_vapour_layer": "Water vapour (g/cm²)", "unit": "surface reflectance",
    "reflectance_axis": "reflectance of REFERENCE", "difference_axis": "INPUT - REFERENCE, surface reflectance",
    "pixels_percent": "pixels (%)", "by_reflectance": "Bias and uncertainty by reflectance",
    "histograms": "Distribution of differences", "maps": "Maps of differences",
    "maps_note": "Means by cell; blue where INPUT is darker, red where it is brighter, grey where nothing is compared. "
                 "One scale for all bands.",
    "intro": "Differences are INPUT - REFERENCE in surface reflectance (no unit), over the pixels that both products "
             "give as clear: {clear} of {common} pixels with data in both ({percent} %). Each band is compared on the "
             "coarser of its two grids, by a mean by area of the finer one.",
    "definitions": "Over n pixels with differences e: accuracy A = mean(e), precision P = √(Σ(e - A)² / (n - 1)), "
                   "uncertainty U = √(Σe² / n) (Vermote and Kotchenova 2008, as in ACIX). The specification is "
                   "0.05 ρ + 0.005, ρ being the reflectance of REFERENCE. Neighbouring pixels are not independent, so "
                   "no confidence interval is given. REFERENCE is a point of comparison, not a truth, unless it is "
                   "simulated.",
    "class_rules": "Classes come from the masks and the reflectances of REFERENCE, the first rule that holds:",
    "rule_snow": "NDSI > {snow_ndsi}, green > {snow_green} and near infrared > {snow_nir}; or the snow mask, NDSI > "
                 "{masked_ndsi} and green > {snow_green}",
    "rule_water": "MNDWI > {water_mndwi} or the water mask, and near infrared < {water_nir}",
    "rule_bright": "mean of blue, green and red > {bright}", "rule_vegetation": "NDVI ≥ {vegetation}",
    "rule_dark": "near infrared < {dark}", "rule_bare_soil": "NDVI < {bare}", "rule_mixed": "the rest",
    "indices": "NDSI = MNDWI = (green - 1.6 µm) / (green + 1.6 µm); NDVI = (near infrared - red) / (near infrared + "
               "red).",
    "class_raster": "Classes come from {source}, by the value of the nearest pixel.",
    "masks_note": "Pixels with data in both products, at {resolution} m. A pixel is flagged where half of the finer "
                  "pixels inside it are.",
    "not_computed": "not compared: not computed by {who}", "not_carried": "not compared: not carried by {who}",
    "atmosphere_note": "Over the clear pixels, at {resolution} m.",
    "nothing_clear": "No pixel is clear in both products.",
    "no_figures": "matplotlib is not installed with this QGIS, so the report has no figures; the tables are complete.",
    "made": "Made by Bocage {bocage} with GDAL {gdal} and numpy {numpy} on {created}.",
    "coastal": "coastal", "blue": "blue", "green": "green", "red": "red", "red_edge_1": "red edge 1",
    "red_edge_2": "red edge 2", "red_edge_3": "red edge 3", "nir": "near infrared",
    "nir_narrow": "narrow near infrared", "water_vapour": "water vapour", "cirrus": "cirrus", "swir1": "1.6 µm",
    "swir2": "2.2 µm", "vegetation": "vegetation", "bare_soil": "bare soil", "water": "water", "snow": "snow",
    "bright": "bright", "dark": "dark", "mixed": "mixed", "cloud": "cloud", "cloud_or_cirrus": "cloud or cirrus",
    "shadow": "shadow of clouds",
}
_FRENCH = {
    "title": "Deux produits L2A comparés", "input": "INPUT", "reference": "REFERENCE", "products": "Produits",
    "identifier": "Produit", "path": "Chemin", "platform": "Satellite", "tile": "Tuile", "acquired": "Acquis (UTC)",
    "producer": "Producteur", "version": "Version", "produced": "Produit le", "images": "Réflectances",
    "spectral_response": "Réponse spectrale", "changed": "Réglages qui diffèrent", "setting": "Réglage",
    "none_changed": "Les deux produits ont été faits ici avec les mêmes réglages, ou ne les disent pas.",
    "bands": "Écarts par bande", "band": "Bande", "names": "Noms", "resolution": "Comparée à (m)",
    "pixels": "Pixels", "accuracy": "A", "precision": "P", "uncertainty": "U", "median": "Médiane",
    "mean_reference": "Moyenne de REFERENCE", "mean_input": "Moyenne d'INPUT",
    "within": "Dans la spécification (%)", "specification": "0,05 ρ + 0,005", "classes": "Écarts par classe",
    "class": "Classe", "class_share": "Part (%)", "masks": "Masques", "mask": "Masque", "both": "Les deux",
    "input_only": "INPUT seul", "reference_only": "REFERENCE seul", "neither": "Aucun",
    "agreement": "Même réponse (%)", "confirmed": "De ceux d'INPUT, marqués par REFERENCE (%)",
    "found": "De ceux de REFERENCE, marqués par INPUT (%)", "atmosphere": "Atmosphère", "quantity": "Grandeur",
    "aot": "Épaisseur optique des aérosols à 550 nm", "water_vapour_layer": "Vapeur d'eau (g/cm²)",
    "unit": "réflectance de surface", "reflectance_axis": "réflectance de REFERENCE",
    "difference_axis": "INPUT - REFERENCE, réflectance de surface", "pixels_percent": "pixels (%)",
    "by_reflectance": "Biais et incertitude selon la réflectance", "histograms": "Distribution des écarts",
    "maps": "Cartes des écarts",
    "maps_note": "Moyennes par maille ; bleu où INPUT est plus sombre, rouge où il est plus clair, gris où rien n'est "
                 "comparé. Une seule échelle pour toutes les bandes.",
    "intro": "Les écarts sont INPUT - REFERENCE en réflectance de surface (sans unité), sur les pixels que les deux "
             "produits donnent clairs : {clear} des {common} pixels renseignés dans les deux ({percent} %). Chaque "
             "bande est comparée sur la plus grossière de ses deux grilles, la plus fine y étant moyennée par surface.",
    "definitions": "Sur n pixels d'écarts e : exactitude A = moyenne(e), précision P = √(Σ(e - A)² / (n - 1)), "
                   "incertitude U = √(Σe² / n) (Vermote et Kotchenova 2008, comme dans ACIX). La spécification est "
                   "0,05 ρ + 0,005, ρ étant la réflectance de REFERENCE. Des pixels voisins ne sont pas indépendants : "
                   "aucun intervalle de confiance n'est donné. REFERENCE est un point de comparaison, pas une vérité, "
                   "sauf s'il est simulé.",
    "class_rules": "Les classes viennent des masques et des réflectances de REFERENCE, première règle vérifiée :",
    "rule_snow": "NDSI > {snow_ndsi}, vert > {snow_green} et proche infrarouge > {snow_nir} ; ou le masque de neige, "
                 "NDSI > {masked_ndsi} et vert > {snow_green}",
    "rule_water": "MNDWI > {water_mndwi} ou le masque d'eau, et proche infrarouge < {water_nir}",
    "rule_bright": "moyenne du bleu, du vert et du rouge > {bright}", "rule_vegetation": "NDVI ≥ {vegetation}",
    "rule_dark": "proche infrarouge < {dark}", "rule_bare_soil": "NDVI < {bare}", "rule_mixed": "le reste",
    "indices": "NDSI = MNDWI = (vert - 1,6 µm) / (vert + 1,6 µm) ; NDVI = (proche infrarouge - rouge) / (proche "
               "infrarouge + rouge).",
    "class_raster": "Les classes viennent de {source}, par la valeur du pixel le plus proche.",
    "masks_note": "Pixels renseignés dans les deux produits, à {resolution} m. Un pixel est marqué si la moitié des "
                  "pixels plus fins qu'il contient le sont.",
    "not_computed": "non comparé : pas calculé par {who}", "not_carried": "non comparé : absent de {who}",
    "atmosphere_note": "Sur les pixels clairs, à {resolution} m.",
    "nothing_clear": "Aucun pixel n'est clair dans les deux produits.",
    "no_figures": "matplotlib n'est pas installé avec ce QGIS : le rapport n'a pas de figures, ses tableaux sont "
                  "complets.",
    "made": "Fait par Bocage {bocage} avec GDAL {gdal} et numpy {numpy} le {created}.",
    "coastal": "côtier", "blue": "bleu", "green": "vert", "red": "rouge", "red_edge_1": "bord du rouge 1",
    "red_edge_2": "bord du rouge 2", "red_edge_3": "bord du rouge 3", "nir": "proche infrarouge",
    "nir_narrow": "proche infrarouge étroit", "water_vapour": "vapeur d'eau", "cirrus": "cirrus",
    "swir1": "1,6 µm", "swir2": "2,2 µm", "vegetation": "végétation", "bare_soil": "sol nu", "water": "eau",
    "snow": "neige", "bright": "clair", "dark": "sombre", "mixed": "mixte", "cloud": "nuage",
    "cloud_or_cirrus": "nuage ou cirrus", "shadow": "ombre de nuage",
}


def words(language: str) -> dict[str, str]:
    """Key -> text, in English where Bocage does not speak the language."""
    return _FRENCH if language[:2].lower() == "fr" else _ENGLISH
