<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>Bocage</name>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Atmospheric correction</source>
        <translation>Correction atmosphérique</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Sentinel-2 L1C to L2A</source>
        <translation>Sentinel-2 L1C vers L2A</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Corrects one Sentinel-2 L1C product for the atmosphere and writes surface reflectance (L2A) in the MUSCATE layout.</source>
        <translation>Corrige un produit Sentinel-2 L1C de l'atmosphère et écrit la réflectance de surface (L2A) au format MUSCATE.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>The .SAFE folder, its MTD_MSIL1C.xml, a zip archive, or a tile's folder as stored in the cloud archives. A folder may be given as text.</source>
        <translation>Le dossier .SAFE, son MTD_MSIL1C.xml, une archive zip, ou le dossier d'une tuile tel que les archives en ligne le rangent. Un dossier peut être donné comme texte.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Elevation in metres, any coordinate system, covering the product: it gives the surface pressure. Without it, the altitude below is used everywhere.</source>
        <translation>Altitude du relief en mètres, dans n'importe quel système de coordonnées, couvrant le produit : elle donne la pression en surface. Sans relief, l'altitude ci-dessous vaut partout.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Altitude above sea level, in metres, used where there is no elevation; sea level if empty.</source>
        <translation>Altitude au-dessus de la mer, en mètres, là où il n'y a pas de relief ; niveau de la mer si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Part of the product to correct; the whole of it if empty. An extent without a coordinate system is in that of the project, or of the product without a project.</source>
        <translation>Partie du produit à corriger ; tout le produit si vide. Une emprise sans système de coordonnées est dans celui du projet, ou du produit s'il n'y a pas de projet.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Aerosols from</source>
        <translation>Aérosols d'après</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>image: estimated on the image's dark and vegetated pixels; product: the forecast carried by the product; fixed: the value below.</source>
        <translation>image : estimés sur les pixels sombres et végétalisés de l'image ; product : la prévision jointe au produit ; fixed : la valeur ci-dessous.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Used when aerosols are fixed, 0 to 1.8: 0.05 is very clear, 0.15 usual, above 0.5 hazy.</source>
        <translation>Utilisée quand les aérosols sont fixés, de 0 à 1,8 : 0,05 est très clair, 0,15 habituel, au-delà de 0,5 brumeux.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Water vapour from</source>
        <translation>Vapeur d'eau d'après</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>image: the ratio of band 9 to band 8A; product: the forecast carried by the product; fixed: the value below.</source>
        <translation>image : le rapport des bandes 9 et 8A ; product : la prévision jointe au produit ; fixed : la valeur ci-dessous.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Used when water vapour is fixed: column above the surface, 0 to 8 g/cm2.</source>
        <translation>Utilisée quand la vapeur d'eau est fixée : colonne au-dessus de la surface, de 0 à 8 g/cm2.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Total column, 0.1 to 0.6 cm-atm (0.3 is 300 Dobson units); the forecast carried by the product if empty.</source>
        <translation>Colonne totale, de 0,1 à 0,6 cm-atm (0,3 vaut 300 unités Dobson) ; la prévision jointe au produit si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Aerosol model</source>
        <translation>Modèle d'aérosols</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Optical properties of the aerosols. Only the models whose table is installed can run.</source>
        <translation>Propriétés optiques des aérosols. Seuls les modèles dont la table est installée peuvent servir.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Spectral response</source>
        <translation>Réponse spectrale</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>latest: the newest known for the satellite; product: the one carried by the product; or a version by name.</source>
        <translation>latest : la plus récente connue pour le satellite ; product : celle que porte le produit ; ou une version par son nom.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Folder of earlier L2A products of the same tile, for the estimate of aerosols. Not used yet: a warning says so.</source>
        <translation>Dossier de produits L2A antérieurs de la même tuile, pour l'estimation des aérosols. Pas encore utilisés : un avertissement le dit.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Light scattered from the neighbourhood into the pixel. Not available yet: leave it off.</source>
        <translation>Lumière diffusée du voisinage vers le pixel. Pas encore disponible : laissez désactivé.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Illumination of slopes, which needs an elevation. Not available yet: leave it off.</source>
        <translation>Éclairement des pentes, qui demande un relief. Pas encore disponible : laissez désactivé.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Computing threads; 0 means as many as the machine has cores, at most 8.</source>
        <translation>Fils de calcul ; 0 en prend autant que la machine a de cœurs, 8 au plus.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>The product's own folder is made inside it, under the MUSCATE name.</source>
        <translation>Le dossier du produit y est créé, sous son nom MUSCATE.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Surface reflectance in red, green and blue, with its style, for display: GeoTIFF, or a light virtual raster on the product if the name ends with .vrt.</source>
        <translation>Réflectance de surface en rouge, vert et bleu, avec son style, pour l'affichage : GeoTIFF, ou raster virtuel léger sur le produit si le nom finit par .vrt.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>L1C product</source>
        <translation>Produit L1C</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Elevation</source>
        <translation>Relief</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Altitude (m)</source>
        <translation>Altitude (m)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Extent</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Aerosol optical thickness at 550 nm</source>
        <translation>Épaisseur optique des aérosols à 550 nm</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Water vapour (g/cm2)</source>
        <translation>Vapeur d'eau (g/cm2)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Ozone (cm-atm)</source>
        <translation>Ozone (cm-atm)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Earlier L2A products</source>
        <translation>Produits L2A antérieurs</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Correct adjacency effects</source>
        <translation>Corriger les effets d'environnement</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Correct slope effects</source>
        <translation>Corriger les effets de pente</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Threads</source>
        <translation>Fils de calcul</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Output folder</source>
        <translation>Dossier de sortie</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Natural colours</source>
        <translation>Couleurs naturelles</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>L2A product</source>
        <translation>Produit L2A</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Metadata of the L2A product</source>
        <translation>Métadonnées du produit L2A</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Mean aerosol optical thickness at 550 nm</source>
        <translation>Épaisseur optique moyenne des aérosols à 550 nm</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Mean water vapour (g/cm2)</source>
        <translation>Vapeur d'eau moyenne (g/cm2)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Cloud (%)</source>
        <translation>Nuages (%)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Snow (%)</source>
        <translation>Neige (%)</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Products</source>
        <translation>Produits</translation>
    </message>
    <message>
        <location filename="../../processing/provider.py"/>
        <source>Sentinel-2 from L1C to maps</source>
        <translation>Sentinel-2, du L1C aux cartes</translation>
    </message>
</context>
</TS>
