<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>Bocage</name>
    <message>
        <location filename="../../bridge/areas.py"/>
        <source>{hectares} ha on the ellipsoid</source>
        <translation>{hectares} ha sur l'ellipsoïde</translation>
    </message>
    <message>
        <location filename="../../bridge/areas.py"/>
        <source>geometry repaired ({fault})</source>
        <translation>géométrie réparée ({fault})</translation>
    </message>
    <message>
        <location filename="../../bridge/footprints.py"/>
        <source>Footprints</source>
        <translation>Emprises</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_levels.py"/>
        <source>Coarser levels of {scene}</source>
        <translation>Niveaux grossiers de {scene}</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Clear</source>
        <translation>Dégagé</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>No data</source>
        <translation>Sans donnée</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Cloud</source>
        <translation>Nuages</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Shadow of a cloud</source>
        <translation>Ombre d'un nuage</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Thin or high cloud</source>
        <translation>Nuage fin ou élevé</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Snow</source>
        <translation>Neige</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Water</source>
        <translation>Eau</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Saturated</source>
        <translation>Saturé</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Shadow of the relief</source>
        <translation>Ombre du relief</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Hidden by the relief</source>
        <translation>Caché par le relief</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Sun too low on the slope</source>
        <translation>Soleil trop rasant sur la pente</translation>
    </message>
    <message>
        <location filename="../../bridge/scene_style.py"/>
        <source>Defective pixel</source>
        <translation>Pixel défectueux</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Product</source>
        <translation>Produit</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Bands</source>
        <translation>Bandes</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Scale</source>
        <translation>Échelle</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Baseline</source>
        <translation>Version de traitement</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>thumbnail, placed roughly</source>
        <translation>aperçu, placé approximativement</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>online preview</source>
        <translation>aperçu en ligne</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Acquired</source>
        <translation>Acquis le</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>Natural colours</source>
        <translation>Couleurs naturelles</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>False colour (near infrared, red, green)</source>
        <translation>Fausses couleurs (proche infrarouge, rouge, vert)</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>False colour (short-wave infrared, near infrared, red)</source>
        <translation>Fausses couleurs (infrarouge moyen, proche infrarouge, rouge)</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>false colour</source>
        <translation>fausses couleurs</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>SWIR</source>
        <translation>SWIR</translation>
    </message>
    <message>
        <location filename="../../bridge/scenes.py"/>
        <source>masks</source>
        <translation>masques</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Accuracy of a map</source>
        <translation>Précision d'une carte</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Confronts a map of classes with a reference, by the estimators of the way the reference was drawn: overall, user's and producer's accuracies, areas, each with its standard error and interval, and what the overall accuracy hides.</source>
        <translation>Confronte une carte de classes à une référence, par les estimateurs de la façon dont celle-ci a été tirée : précisions globale, de l'utilisateur et du producteur, surfaces, chacune avec son erreur type et son intervalle, et ce que cache la précision globale.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Raster of classes by whole numbers. Pixels without data are counted and left out.</source>
        <translation>Raster de classes par nombres entiers. Les pixels sans donnée sont comptés et écartés.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Points of a sample, or polygons, in any coordinate system. Polygons tell of the inside of polygons, never of the map: the report says so.</source>
        <translation>Points d'un échantillon, ou polygones, dans un système de coordonnées quelconque. Des polygones parlent de l'intérieur des polygones, jamais de la carte : le rapport le dit.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of the true class, number or name as on the map. Units without one are counted and left out.</source>
        <translation>Champ de la vraie classe, numéro ou nom comme sur la carte. Les unités qui n'en ont pas sont comptées et écartées.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Names of the classes</source>
        <translation>Noms des classes</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>CSV of two columns, number on the map and name. Without it names are those that the map bears, as maps of Classify rasters do, else numbers.</source>
        <translation>CSV de deux colonnes, numéro sur la carte et nom. Sans lui, les noms sont ceux que porte la carte, comme les cartes de Classer des rasters, sinon les numéros.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>How points were drawn: simple random; stratified random, with STRATUM; systematic, taken for simple, whose standard errors are then conservative; cluster, with CLUSTER.</source>
        <translation>Façon dont les points ont été tirés : simple (aléatoire simple) ; stratified (aléatoire stratifié, avec STRATUM) ; systematic (systématique, traité comme simple, dont les erreurs types sont alors prudentes) ; cluster (en grappes, avec CLUSTER).</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Sizes of the strata</source>
        <translation>Tailles des strates</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>CSV of two columns, stratum and size in any unit. Without it, sizes are the sums of weights, or the areas of the map's classes where strata bear their names or numbers.</source>
        <translation>CSV de deux colonnes, strate et taille dans une unité quelconque. Sans lui, les tailles sont les sommes des poids, ou les surfaces des classes de la carte quand les strates portent leurs noms ou numéros.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>probability: points drawn with known chances, that speak for the map; blocks: places that training did not see, that speak of transfer.</source>
        <translation>probability : points tirés avec des chances connues, qui parlent pour la carte ; blocks : lieux que l'apprentissage n'a pas vus, qui parlent de transfert.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Of the intervals, 0.95 as a rule.</source>
        <translation>Celui des intervalles, 0,95 d'ordinaire.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Raster of how sure the map is, to be confronted with where it is right: one band, of the class of the map, as share or percent; or one band a class, named for them. Both are outputs of Classify rasters. For points alone.</source>
        <translation>Raster de la confiance de la carte, à confronter aux endroits où elle a raison : une bande, pour la classe de la carte, en part ou en pourcentage ; ou une bande par classe, qui porte son nom. Les deux sont des sorties de Classer des rasters. Pour des points seulement.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of how sure the map is at each unit, as share or percent, in place of the raster.</source>
        <translation>Champ de la confiance de la carte à chaque unité, en part ou en pourcentage, à la place du raster.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Raster shown in the report beside the map where the two disagree most, in red, green and blue by the names of its bands, or its first three. Any coordinate system.</source>
        <translation>Raster montré dans le rapport à côté de la carte là où elle s'écarte le plus de la référence, en rouge, vert et bleu d'après le nom de ses bandes, sinon les trois premières. Tout système de coordonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Adds the sizes of the map's patches to the report: single pixels are noise that no sample sees. Some ten seconds more for a tile of Sentinel-2.</source>
        <translation>Ajoute au rapport les tailles des taches de la carte : les pixels isolés sont un bruit qu'aucun échantillon ne voit. Une dizaine de secondes de plus pour une tuile Sentinel-2.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Matrix</source>
        <translation>Matrice</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Error matrix as text, in place of map and reference: names of classes on the first line, then a line a class. With the sizes of the strata, its rows are the strata.</source>
        <translation>Matrice de confusion en texte, à la place de la carte et de la référence : noms des classes sur la première ligne, puis une ligne par classe. Avec les tailles des strates, ses lignes sont les strates.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>What the rows are, where the file does not say it itself (# rows: map).</source>
        <translation>Ce que sont les lignes, quand le fichier ne le dit pas lui-même (# rows: map).</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Design, tables and figures in one file, in the language of QGIS.</source>
        <translation>Plan, tableaux et figures en un seul fichier, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Error matrix</source>
        <translation>Matrice de confusion</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Counts, rows the map and columns the reference, which its first line says.</source>
        <translation>Effectifs, la carte en lignes et la référence en colonnes, ce que dit la première ligne.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Map</source>
        <translation>Carte</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Reference</source>
        <translation>Référence</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>True class</source>
        <translation>Vraie classe</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Design</source>
        <translation>Plan d'échantillonnage</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Stratum</source>
        <translation>Strate</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of the stratum in which a unit was drawn. It need not be a class of the map: a map edited since keeps its strata.</source>
        <translation>Champ de la strate dans laquelle une unité a été tirée. Ce n'est pas forcément une classe de la carte : une carte modifiée depuis garde ses strates.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of what a unit stands for, in pixels of the map, or in area where all have the same. A field named incl_prob holds chances of being drawn, and is inverted.</source>
        <translation>Champ de ce qu'une unité représente, en pixels de la carte, ou en surface s'ils ont tous la même. Un champ nommé incl_prob contient des probabilités d'inclusion, et est inversé.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Cluster</source>
        <translation>Grappe</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of the group in which units were drawn together, or of polygons that belong together: standard errors are those of groups.</source>
        <translation>Champ du groupe dans lequel des unités ont été tirées ensemble, ou de polygones qui vont ensemble : les erreurs types sont celles des groupes.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>What points tell</source>
        <translation>Ce que disent les points</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Confidence level</source>
        <translation>Niveau de confiance</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Class by a second interpreter</source>
        <translation>Classe par un second interprète</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of what another person says of the same unit, empty where only one looked. What they differ on widens the standard errors.</source>
        <translation>Champ de ce qu'une autre personne dit de la même unité, vide où une seule a regardé. Leurs désaccords élargissent les erreurs types.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Second choice</source>
        <translation>Second choix</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of the second choice of the first interpreter.</source>
        <translation>Champ du second choix du premier interprète.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Class settled</source>
        <translation>Classe retenue</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Field of the class on which the interpreters settled: it replaces both.</source>
        <translation>Champ de la classe que les interprètes ont retenue : elle remplace les deux autres.</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Confidence of the map</source>
        <translation>Confiance de la carte</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Confidence of the map, as a field</source>
        <translation>Confiance de la carte, dans un champ</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Image of the ground</source>
        <translation>Image du terrain</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Patches of the map</source>
        <translation>Taches de la carte</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Rows of the matrix</source>
        <translation>Lignes de la matrice</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Overall accuracy</source>
        <translation>Précision globale</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Standard error of the overall accuracy</source>
        <translation>Erreur type de la précision globale</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Overall accuracy, lower bound</source>
        <translation>Précision globale, borne inférieure</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Overall accuracy, upper bound</source>
        <translation>Précision globale, borne supérieure</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Kappa</source>
        <translation>Kappa</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Mean F1</source>
        <translation>F1 moyen</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Lowest F1</source>
        <translation>Plus faible F1</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Quantity disagreement</source>
        <translation>Désaccord de quantité</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Allocation disagreement</source>
        <translation>Désaccord d'allocation</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Units</source>
        <translation>Unités</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Units left out</source>
        <translation>Unités écartées</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Brier score</source>
        <translation>Score de Brier</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Expected calibration error</source>
        <translation>Erreur de calibration attendue</translation>
    </message>
    <message>
        <location filename="../../processing/accuracy.py"/>
        <source>Pixels alone in their class (%)</source>
        <translation>Pixels seuls de leur classe (%)</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Area of applicability</source>
        <translation>Domaine d'applicabilité</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Tells where the ground is so unlike the training samples that the accuracy measured on them says nothing: the dissimilarity index of each pixel, and the area inside its threshold (Meyer and Pebesma 2021).</source>
        <translation>Dit où le terrain ressemble si peu aux échantillons d'apprentissage que la précision mesurée sur eux ne dit rien : l'indice de dissimilarité de chaque pixel, et le domaine sous son seuil (Meyer et Pebesma 2021).</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>The features that the model was trained on, all bands of all rasters, read on the grid of the first.</source>
        <translation>Les variables sur lesquelles le modèle a été entraîné, toutes les bandes de tous les rasters, lues sur la grille du premier.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Polygons or points that the model was trained on, in any coordinate system.</source>
        <translation>Polygones ou points sur lesquels le modèle a été entraîné, dans tout système de coordonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Field of what belongs together: samples of one group do not vouch for each other. Empty: each polygon is its own group.</source>
        <translation>Champ de ce qui va ensemble : les échantillons d'un groupe ne répondent pas les uns des autres. Vide : chaque polygone est son groupe.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Weights of the features</source>
        <translation>Poids des variables</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>CSV of two columns, name of a band and its importance. Without it all features count alike.</source>
        <translation>CSV de deux colonnes, nom d'une bande et son importance. Sans lui, toutes les variables comptent autant.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Model file of Train a classifier: its features alone are looked at, by their names. Without it, all bands are.</source>
        <translation>Fichier modèle d'Entraîner un classifieur : ses seules variables sont regardées, par leur nom. Sans lui, toutes les bandes.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Most pixels of the samples</source>
        <translation>Pixels des échantillons au plus</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Drawn at random from the polygons; each pixel of the map is compared with all of them.</source>
        <translation>Tirés au hasard dans les polygones ; chaque pixel de la carte est comparé à tous.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>The same seed on the same data is the same sample.</source>
        <translation>La même graine sur les mêmes données donne le même échantillon.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Distance to the nearest sample over the mean distance between samples, in features of equal spread: 0 is like a sample. Its threshold stands in the file.</source>
        <translation>Distance à l'échantillon le plus proche sur la distance moyenne entre échantillons, en variables de même dispersion : 0 est pareil à un échantillon. Son seuil est dans le fichier.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>1 inside, 0 outside, 255 where a feature lacks.</source>
        <translation>1 dedans, 0 dehors, 255 où une variable manque.</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Rasters</source>
        <translation>Rasters</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Training samples</source>
        <translation>Échantillons d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Dissimilarity index</source>
        <translation>Indice de dissimilarité</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Threshold of the index</source>
        <translation>Seuil de l'indice</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Pixels of the samples</source>
        <translation>Pixels des échantillons</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Inside the area of applicability (%)</source>
        <translation>Dans le domaine d'applicabilité (%)</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Pixels with all features</source>
        <translation>Pixels dont toutes les variables sont connues</translation>
    </message>
    <message>
        <location filename="../../processing/applicability.py"/>
        <source>Bocage models</source>
        <translation>Modèles Bocage</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Apply masks</source>
        <translation>Appliquer des masques</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Brings to no data the pixels of a product, or of any raster, that bear chosen flags: of the product's own masks, of another product, or of a mask raster, with a buffer in metres.</source>
        <translation>Met en absence de donnée les pixels d'un produit, ou de tout raster, qui portent les indicateurs choisis : des masques du produit, de ceux d'un autre produit ou d'un raster de masques, avec une marge en mètres.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Product (a folder may be given as text), or raster of any coordinate system, which keeps its type, its nodata and its scales; the name of a layer of the project serves too.</source>
        <translation>Produit (un dossier peut être donné comme texte), ou raster de tout système de coordonnées, qui garde son type, sa valeur d'absence et ses échelles ; le nom d'une couche du projet convient aussi.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Where the flags are: a product, the masks written by bocage:cloudmask, or any raster, in which not zero is masked. Empty: the product itself, or the product in whose folder the raster lies.</source>
        <translation>Où sont les indicateurs : un produit, les masques écrits par bocage:cloudmask, ou tout raster, où ce qui n'est pas zéro est masqué. Vide : le produit lui-même, ou celui dans le dossier duquel se trouve le raster.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Flags to hide</source>
        <translation>Indicateurs à cacher</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>A pixel that bears one of them becomes no data. Which of them a product tells depends on its producer.</source>
        <translation>Un pixel qui en porte un devient sans donnée. Ceux qu'un produit renseigne dépendent de son producteur.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Everything within this distance of a flagged pixel becomes no data too, in metres. The flag nodata has no buffer.</source>
        <translation>Tout ce qui est à moins de cette distance d'un pixel indiqué devient aussi sans donnée, en mètres. L'indicateur nodata n'a pas de marge.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Keeps flagged pixels, buffer included, and hides the rest: snow alone, water alone.</source>
        <translation>Garde les pixels indiqués, marge comprise, et cache le reste : la neige seule, l'eau seule.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Of a product: names, roles, indices or formulas, separated by commas; every band if empty. A raster keeps all of its bands.</source>
        <translation>D'un produit : noms, rôles, indices ou formules, séparés par des virgules ; toutes les bandes si vide. Un raster garde toutes les siennes.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Of a product, in units of its coordinate system; that of the finest band used if empty.</source>
        <translation>D'un produit, dans l'unité de son système de coordonnées ; celle de la bande la plus fine employée si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Of a product, int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are. A raster keeps its own.</source>
        <translation>D'un produit, int16 : réflectance et indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels. Un raster garde le sien.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>GeoTIFF, with its style.</source>
        <translation>GeoTIFF, avec son style.</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Products and rasters</source>
        <translation>Produits et rasters</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Product or raster</source>
        <translation>Produit ou raster</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Masks</source>
        <translation>Masques</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Buffer (m)</source>
        <translation>Marge (m)</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Keep what is flagged</source>
        <translation>Garder ce qui est indiqué</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Masked</source>
        <translation>Masqué</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Pixels with data</source>
        <translation>Pixels avec donnée</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Pixels masked</source>
        <translation>Pixels masqués</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Masked (%)</source>
        <translation>Masqué (%)</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>masked</source>
        <translation>masqué</translation>
    </message>
    <message>
        <location filename="../../processing/applymask.py"/>
        <source>Pixels with the flag</source>
        <translation>Pixels portant l'indicateur</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Mean spectrum of areas</source>
        <translation>Spectre moyen de zones</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Mean and spread of each band of a product over the clear pixels of areas, each pixel weighted by the share of it that lies inside.</source>
        <translation>Moyenne et dispersion de chaque bande d'un produit sur les pixels dégagés de zones, chaque pixel pesant pour la part qui est à l'intérieur.</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Product of any family that Bocage reads; a folder may be given as text. What its masks flag as cloud, shadow, saturated or hidden is left out.</source>
        <translation>Produit de toute famille que Bocage lit ; un dossier peut être donné en texte. Ce que ses masques signalent comme nuage, ombre, saturé ou caché est écarté.</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Polygons of any layer or file, one spectrum each: those selected where some are.</source>
        <translation>Polygones de toute couche ou fichier, un spectre chacun : ceux qui sont sélectionnés s'il y en a.</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Table without geometry: one row a band and an area, by wavelength; reflectance, no unit.</source>
        <translation>Table sans géométrie : une ligne par bande et par zone, par longueur d'onde ; réflectance, sans unité.</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Products</source>
        <translation>Produits</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Areas</source>
        <translation>Zones</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Spectra</source>
        <translation>Spectres</translation>
    </message>
    <message>
        <location filename="../../processing/areaspectrum.py"/>
        <source>Clear share of the areas (%)</source>
        <translation>Part dégagée des zones (%)</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Atmospheric correction</source>
        <translation>Correction atmosphérique</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Clouds and shadows</source>
        <translation>Nuages et ombres</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Simulation</source>
        <translation>Simulation</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Validation</source>
        <translation>Validation</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Catalogue</source>
        <translation>Catalogue</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Areas and figures</source>
        <translation>Zones et figures</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Products and series</source>
        <translation>Produits et séries</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Land cover</source>
        <translation>Occupation des sols</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Figures as JSON</source>
        <translation>Chiffres en JSON</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Everything found, for other programs.</source>
        <translation>Tout ce qui a été trouvé, pour d'autres programmes.</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Tables</source>
        <translation>Tableaux</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Compare classifiers</source>
        <translation>Comparer des classifieurs</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Trains and judges several classifiers on the same samples and the same splits, by polygon, by spatial block and by pixel, many times over: which differences are beyond chance, which classes fail, whether more polygons would help, and how optimistic a split by pixel is.</source>
        <translation>Fait apprendre et juge plusieurs classifieurs sur les mêmes échantillons et les mêmes partages, par polygone, par bloc spatial et par pixel, de nombreuses fois : quelles différences dépassent le hasard, quelles classes échouent, si plus de polygones aideraient, et combien un partage par pixel est optimiste.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>All bands of all rasters are features, read under the reference data on the grid of the first. Leave it empty for samples whose features are fields.</source>
        <translation>Toutes les bandes de tous les rasters sont des variables, lues sous les données de référence sur la grille du premier. Laissez vide pour des échantillons dont les variables sont des champs.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Polygons or points of known class; or a table, with or without geometry, of samples already extracted, whose features are fields.</source>
        <translation>Polygones ou points de classe connue ; ou table, avec ou sans géométrie, d'échantillons déjà extraits, dont les variables sont des champs.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Field of the class, a name or a whole number. Samples without one are counted and left out.</source>
        <translation>Champ de la classe, nom ou nombre entier. Les échantillons qui n'en ont pas sont comptés et laissés de côté.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Those compared. Where scikit-learn is absent, those that it trains are left out, and the report says so.</source>
        <translation>Ceux que l'on compare. Sans scikit-learn, ceux qu'il fait apprendre sont laissés de côté, et le rapport le dit.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>polygon: polygons stay whole; block: places stay whole, which tells of transfer; pixel: only to show how optimistic it is.</source>
        <translation>polygon : les polygones restent entiers ; block : les lieux restent entiers, ce qui parle de transfert ; pixel : seulement pour montrer combien c'est optimiste.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Runs</source>
        <translation>Répétitions</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Draws of who trains and who tests, the same for all classifiers; or the number of folds.</source>
        <translation>Tirages de qui apprend et de qui juge, les mêmes pour tous les classifieurs ; ou nombre de plis.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>The same seed on the same samples gives the same draws and the same scores.</source>
        <translation>La même graine sur les mêmes échantillons donne les mêmes tirages et les mêmes scores.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>random: draws of a share of each class; folds: each polygon, block or pixel tests once.</source>
        <translation>random : tirages d'une part de chaque classe ; folds : chaque polygone, bloc ou pixel juge une fois.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Share that tests</source>
        <translation>Part qui juge</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Of the polygons of each class, or of the pixels, in draws at random; blocks come as near as they can.</source>
        <translation>Des polygones de chaque classe, ou des pixels, dans les tirages au hasard ; les blocs s'en approchent autant qu'ils peuvent.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Blocks</source>
        <translation>Blocs</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Number of compact blocks into which places are put, where no side is given.</source>
        <translation>Nombre de blocs compacts où les lieux sont réunis, quand aucun côté n'est donné.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Side of a block (m)</source>
        <translation>Côté d'un bloc (m)</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Of square blocks, metres; 0 for so many compact ones.</source>
        <translation>De blocs carrés, en mètres ; 0 pour autant de blocs compacts.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Trains again on a tenth, a fifth, two fifths and seven tenths of the polygons, and tests on the same ones.</source>
        <translation>Réapprend sur un dixième, un cinquième, deux cinquièmes et sept dixièmes des polygones, et juge sur les mêmes.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Numbers already extracted, a field a feature, in place of rasters. Samples that lack one are counted and left out.</source>
        <translation>Nombres déjà extraits, un champ par variable, à la place de rasters. Les échantillons auxquels il en manque une sont comptés et laissés de côté.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Field of the polygon of each sample of a table, or of what belongs together: it stays whole. Samples of one place stay together by themselves.</source>
        <translation>Champ du polygone de chaque échantillon d'une table, ou de ce qui va ensemble : il reste entier. Les échantillons d'un même lieu restent ensemble d'eux-mêmes.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Of the two fields of coordinates. Geometries bring their own.</source>
        <translation>Des deux champs de coordonnées. Les géométries apportent le leur.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>What differs from the defaults of Train a classifier, as random_forest.trees=200; svm.cost=100.</source>
        <translation>Ce qui diffère des valeurs par défaut d'Entraîner un classifieur, comme random_forest.trees=200; svm.cost=100.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>none: as many as there are; balanced: all classes weigh the same in training.</source>
        <translation>none : autant qu'il y en a ; balanced : toutes les classes pèsent autant dans l'apprentissage.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Most pixels a class</source>
        <translation>Pixels par classe, au plus</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Pixels, or rows of a table, drawn once at random over all polygons of the class, for all runs; 0 for all.</source>
        <translation>Pixels, ou lignes d'une table, tirés une fois au hasard sur tous les polygones de la classe, pour toutes les répétitions ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Most pixels a polygon</source>
        <translation>Pixels par polygone, au plus</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>So that large polygons do not speak for their class; 0 for all.</source>
        <translation>Pour que les grands polygones ne parlent pas pour leur classe ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Threads</source>
        <translation>Fils de calcul</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Of forests and boosting; 0 for all.</source>
        <translation>Des forêts et du boosting ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Of the intervals of differences, 0.95 as a rule.</source>
        <translation>Des intervalles des différences, 0,95 d'ordinaire.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>What it shows in plain sentences, then figures and tables, in the language of QGIS.</source>
        <translation>Ce qu'on y voit en phrases simples, puis des figures et des tableaux, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Everything found, with what each classifier said polygon by polygon: Compare two runs reads it.</source>
        <translation>Tout ce qui est trouvé, avec ce que chaque classifieur a dit polygone par polygone : Comparer deux résultats le lit.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Scores as CSV</source>
        <translation>Scores en CSV</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>One line a split, run, classifier and class.</source>
        <translation>Une ligne par partage, répétition, classifieur et classe.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Samples</source>
        <translation>Échantillons</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Classifiers</source>
        <translation>Classifieurs</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Splits</source>
        <translation>Partages</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Runs are</source>
        <translation>Les répétitions sont</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Learning curve</source>
        <translation>Courbe d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Fields of the features</source>
        <translation>Champs des variables</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Polygon</source>
        <translation>Polygone</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Longitude or easting</source>
        <translation>Longitude ou abscisse</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Latitude or northing</source>
        <translation>Latitude ou ordonnée</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Field of the coordinate, for tables without geometry: blocks need a place.</source>
        <translation>Champ de la coordonnée, pour les tables sans géométrie : les blocs demandent un lieu.</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Coordinate system of the fields</source>
        <translation>Système de coordonnées des champs</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Weight of classes</source>
        <translation>Poids des classes</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Highest mean F1, by the soundest split</source>
        <translation>Meilleur F1 moyen, par le partage le plus sain</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Its mean F1</source>
        <translation>Son F1 moyen</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Its overall accuracy</source>
        <translation>Sa précision globale</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Classifiers that it beats beyond chance</source>
        <translation>Classifieurs qu'il bat au-delà du hasard</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Its overall accuracy by pixel less that by polygon</source>
        <translation>Sa précision globale par pixel moins celle par polygone</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Its overall accuracy by pixel less that by block</source>
        <translation>Sa précision globale par pixel moins celle par bloc</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Classifiers compared</source>
        <translation>Classifieurs comparés</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Polygons</source>
        <translation>Polygones</translation>
    </message>
    <message>
        <location filename="../../processing/benchmark.py"/>
        <source>Samples left out</source>
        <translation>Échantillons laissés de côté</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Classify rasters</source>
        <translation>Classer des rasters</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Maps the classes of a model file in one pass over any rasters, block after block: the classes with their colours and names, how sure the model is, the probability of each class, and the number of clear dates.</source>
        <translation>Cartographie les classes d'un fichier de modèle en un passage sur tous rasters, bloc après bloc : les classes avec leurs couleurs et leurs noms, à quel point le modèle est sûr, la probabilité de chaque classe et le nombre de dates claires.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Their bands hold the features that the model was trained on, by the same names and in the same order; other bands are left aside. The first raster gives the grid, the others are brought to it. A pixel that lacks one feature gets no class.</source>
        <translation>Leurs bandes portent les variables sur lesquelles le modèle a appris, sous les mêmes noms et dans le même ordre ; les autres bandes sont laissées de côté. Le premier raster donne la grille, les autres y sont ramenés. Un pixel à qui manque une variable ne reçoit pas de classe.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Model file of Train a classifier. It is data, checked before it is used; forests need no scikit-learn.</source>
        <translation>Fichier de modèle d'Entraîner un classifieur. Ce sont des données, vérifiées avant usage ; les forêts n'ont pas besoin de scikit-learn.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Polygons, whose inside alone is mapped (by the centre of pixels), or a raster, mapped where it is neither 0 nor no data. Any coordinate system.</source>
        <translation>Des polygones, dont l'intérieur seul est cartographié (selon le centre des pixels), ou un raster, cartographié là où il n'est ni 0 ni sans donnée. Tout système de coordonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>For the number of clear dates: a raster of one band that holds it, such as the one of Fill the gaps of a series, or of one band a date, not 0 where it is clear. Empty: the dates of which all features have a value, which of gap-filled features are all.</source>
        <translation>Pour le nombre de dates claires : un raster d'une bande qui le porte, comme celui de Combler les trous d'une série, ou d'une bande par date, différente de 0 là où c'est clair. Vide : les dates dont toutes les variables ont une valeur, ce qui, après comblement, est toutes les dates.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Of rasters on another grid than the first, as in the training; finer ones are averaged.</source>
        <translation>Des rasters sur une autre grille que le premier, comme à l'apprentissage ; les plus fins sont moyennés.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>auto compiles with numba where this QGIS has it, else runs with numpy, about six times slower. The map is the same.</source>
        <translation>auto compile avec numba là où ce QGIS l'a, sinon tourne avec numpy, environ six fois plus lentement. La carte est la même.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Computing threads; 0 means as many as the machine has cores, at most 8.</source>
        <translation>Fils de calcul ; 0 en prend autant que la machine a de cœurs, 8 au plus.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>GeoTIFF of the classes by their numbers, with its colour table, names and style; 0 where there is no class.</source>
        <translation>GeoTIFF des classes par leurs numéros, avec sa table de couleurs, ses noms et son style ; 0 là où il n'y a pas de classe.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Percent of the trees of a forest that vote for the class of the map; of other classifiers the probability of that class. 255 is no data.</source>
        <translation>Pourcentage des arbres d'une forêt qui votent pour la classe de la carte ; pour les autres classifieurs, la probabilité de cette classe. 255 : sans donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>One band a class, times 10,000, its scale told in the file: two bytes a class and pixel.</source>
        <translation>Une bande par classe, fois 10 000, l'échelle dite dans le fichier : deux octets par classe et par pixel.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Number of clear dates of each pixel. 65535 is no data.</source>
        <translation>Nombre de dates claires de chaque pixel. 65535 : sans donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Table of the map</source>
        <translation>Table de la carte</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Pixels, hectares on the ellipsoid and mean confidence of each class on the map. Hectares of a map are not estimates of areas: bocage:accuracy tells those.</source>
        <translation>Pixels, hectares sur l'ellipsoïde et confiance moyenne de chaque classe de la carte. Les hectares d'une carte ne sont pas des estimations de surfaces : bocage:accuracy donne celles-ci.</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Mask</source>
        <translation>Masque</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Clear dates</source>
        <translation>Dates claires</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Resampling</source>
        <translation>Rééchantillonnage</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Engine of forests</source>
        <translation>Moteur des forêts</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Confidence</source>
        <translation>Confiance</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Probabilities</source>
        <translation>Probabilités</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Validity</source>
        <translation>Validité</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Classes on the map</source>
        <translation>Classes sur la carte</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Without class (%)</source>
        <translation>Sans classe (%)</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Mean confidence (%)</source>
        <translation>Confiance moyenne (%)</translation>
    </message>
    <message>
        <location filename="../../processing/classify.py"/>
        <source>Engine used</source>
        <translation>Moteur employé</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Clouds, shadows, snow and water</source>
        <translation>Nuages, ombres, neige et eau</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Finds what hides the ground on one L1C or L2A product, alone or by comparison with earlier dates: a raster of two bytes a pixel, CLM (clouds and shadows) and MG2 (water, cloud, snow, shadow, relief), whose bits are named in its metadata.</source>
        <translation>Trouve ce qui cache le sol sur un produit L1C ou L2A, seul ou par comparaison avec des dates antérieures : un raster de deux octets par pixel, CLM (nuages et ombres) et MG2 (eau, nuage, neige, ombre, relief), dont les bits sont nommés dans ses métadonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Sentinel-2 product (.SAFE folder, archive, metadata file) or product in the MUSCATE layout. A folder may be given as text. On L2A, surface reflectance is looked at.</source>
        <translation>Produit Sentinel-2 (dossier .SAFE, archive, fichier de métadonnées) ou produit au format MUSCATE. Un dossier peut être donné comme texte. Sur du L2A, c'est la réflectance de surface qui est regardée.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Composite written by an earlier run of this algorithm, or folder of earlier L2A products of the tile made by Bocage: clouds are also found as what changed too much.</source>
        <translation>Composite écrit par un passage antérieur de cet algorithme, ou dossier de produits L2A antérieurs de la tuile faits par Bocage : les nuages sont aussi trouvés comme ce qui a trop changé.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Elevation in metres, any coordinate system: without it, shadows of the relief and hidden ground are not looked for.</source>
        <translation>Altitude en mètres, dans n'importe quel système de coordonnées : sans elle, les ombres du relief et le sol caché ne sont pas cherchés.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Polygons outlined by hand over clouds that the masks missed: they are added to the clouds. Where a field named date is filled (2018-01-17), a polygon serves its own date alone.</source>
        <translation>Polygones tracés à la main sur des nuages que les masques ont manqués : ils s'ajoutent aux nuages. Là où un champ nommé date est rempli (2018-01-17), un polygone ne sert qu'à sa date.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Part of the product to look at; the whole of it if empty. An extent without a coordinate system is in that of the project, or of the product without a project.</source>
        <translation>Partie du produit à regarder ; le produit entier si vide. Une emprise sans système de coordonnées est dans celui du projet, ou du produit sans projet.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>GeoTIFF on the pixels of the finest band, 255 for no data; its style and a JSON of what made it take its name.</source>
        <translation>GeoTIFF sur les pixels de la bande la plus fine, 255 là où il n'y a pas de données ; son style et un JSON de ce qui l'a produit prennent son nom.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>The last clear ground after this date: give it as earlier dates to the next one.</source>
        <translation>Le dernier sol dégagé après cette date : donnez-le comme dates antérieures à la suivante.</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>L1C or L2A product</source>
        <translation>Produit L1C ou L2A</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Earlier dates</source>
        <translation>Dates antérieures</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Elevation</source>
        <translation>Relief</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Missed clouds</source>
        <translation>Nuages manqués</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Extent</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Composite for the next date</source>
        <translation>Composite pour la date suivante</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>What made the masks (JSON)</source>
        <translation>Ce qui a produit les masques (JSON)</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Cloud (%)</source>
        <translation>Nuages (%)</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Shadow of clouds (%)</source>
        <translation>Ombre des nuages (%)</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Snow (%)</source>
        <translation>Neige (%)</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Water (%)</source>
        <translation>Eau (%)</translation>
    </message>
    <message>
        <location filename="../../processing/cloudmask.py"/>
        <source>Composites</source>
        <translation>Composites</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Compare a map with another source</source>
        <translation>Comparer une carte à une autre source</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Compares a map of classes with an independent raster or layer of polygons, of other classes and on other pixels: where they agree, by class, zone and distance to an edge, in hectares. Agreement, not accuracy: the source is a map too.</source>
        <translation>Compare une carte de classes à un raster ou une couche de polygones indépendants, d'autres classes et sur d'autres pixels : où ils s'accordent, par classe, par zone et selon la distance à une limite, en hectares. Accord, non exactitude : la source est aussi une carte.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Raster of classes by whole numbers. Everything is counted on its pixels.</source>
        <translation>Raster de classes en nombres entiers. Tout est compté sur ses pixels.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Raster of classes by whole numbers, in any coordinate system and at any resolution: each pixel of the map takes the one that holds its centre.</source>
        <translation>Raster de classes en nombres entiers, dans n'importe quel système de coordonnées et à n'importe quelle résolution : chaque pixel de la carte prend celui qui contient son centre.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Polygons, in place of the raster, in any coordinate system: each pixel of the map takes the one that holds its centre, the last of those that overlap.</source>
        <translation>Polygones, à la place du raster, dans n'importe quel système de coordonnées : chaque pixel de la carte prend celui qui contient son centre, le dernier de ceux qui se recouvrent.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Field of the class: code_18 of CORINE, code_group of RPG, code_tfv of BD Forêt, code_2018 of Urban Atlas. Features without one are counted and left out.</source>
        <translation>Champ de la classe : code_18 de CORINE, code_group du RPG, code_tfv de la BD Forêt, code_2018 d'Urban Atlas. Les entités sans classe sont comptées et écartées.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Polygons by which agreement is given too. They may overlap.</source>
        <translation>Polygones par lesquels l'accord est aussi donné. Ils peuvent se recouvrir.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Field that names the zones; their number without it.</source>
        <translation>Champ qui nomme les zones ; leur numéro sinon.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Which classes of the map a class of the source admits. same_codes: equal numbers. corine, rpg, bdforet, urbanatlas: the tables shipped, for the classes of OSO, which must be given below. file: a table of your own.</source>
        <translation>Quelles classes de la carte une classe de la source admet. same_codes : numéros égaux. corine, rpg, bdforet, urbanatlas : les tables fournies, pour les classes d'OSO, à donner ci-dessous. file : votre propre table.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>oso_17 or oso_23, the classes of the maps of France, which the tables shipped need; or a CSV of number, name, French name and colour (#rrggbb), for the names in the report.</source>
        <translation>oso_17 ou oso_23, les classes des cartes de France, dont les tables fournies ont besoin ; ou un CSV de numéro, nom, nom français et couleur (#rrggbb), pour les noms dans le rapport.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>3: its 44 classes; 2 or 1: groups of them, which admit all that their classes admit.</source>
        <translation>3 : ses 44 classes ; 2 ou 1 : leurs groupes, qui admettent tout ce que leurs classes admettent.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>CSV: code of the source; numbers of the map that it is called by, separated by spaces; numbers that it admits besides; name. A code may end with a star. Without numbers it has no counterpart.</source>
        <translation>CSV : code de la source ; numéros de la carte dont il porte le nom, séparés par des espaces ; numéros qu'il admet en plus ; nom. Un code peut finir par une étoile. Sans numéros, il n'a pas de correspondance.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement is given apart for pixels nearer than this to another class of the source. Without it: 100 m for CORINE, 20 m for BD Forêt, 10 m for RPG and Urban Atlas, else a pixel. 0: none.</source>
        <translation>L'accord est donné à part pour les pixels plus proches que cela d'une autre classe de la source. Sans valeur : 100 m pour CORINE, 20 m pour la BD Forêt, 10 m pour le RPG et Urban Atlas, sinon un pixel. 0 : aucun.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>GeoTIFF with its style: 1 agree, 2 differ, 3 no counterpart, 4 only the map has a class, 5 only the source has one, 0 neither.</source>
        <translation>GeoTIFF avec son style : 1 d'accord, 2 en désaccord, 3 sans correspondance, 4 seule la carte a une classe, 5 seule la source en a une, 0 aucune.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>GeoTIFF of a number for each pair of classes, named in its style.</source>
        <translation>GeoTIFF d'un numéro par couple de classes, nommé dans son style.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Tables in one file, in the language of QGIS.</source>
        <translation>Tableaux en un seul fichier, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Hectares by pair of classes, rows the map and columns the source, as its first line says.</source>
        <translation>Hectares par couple de classes, lignes la carte et colonnes la source, comme le dit sa première ligne.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement by zone</source>
        <translation>Accord par zone</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>A line a zone: agreement and hectares of each state.</source>
        <translation>Une ligne par zone : accord et hectares de chaque état.</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Source as a raster</source>
        <translation>Source en raster</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Source as polygons</source>
        <translation>Source en polygones</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Class of the polygons</source>
        <translation>Classe des polygones</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Zones</source>
        <translation>Zones</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Name of the zones</source>
        <translation>Nom des zones</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Correspondence</source>
        <translation>Correspondance</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Classes of the map</source>
        <translation>Classes de la carte</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Level of CORINE</source>
        <translation>Niveau de CORINE</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Table of your own</source>
        <translation>Votre propre table</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Near an edge (m)</source>
        <translation>Près d'une limite (m)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Map of agreement</source>
        <translation>Carte de l'accord</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Map of pairs of classes</source>
        <translation>Carte des couples de classes</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement (%)</source>
        <translation>Accord (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement on the main class (%)</source>
        <translation>Accord sur la classe principale (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement away from edges (%)</source>
        <translation>Accord loin des limites (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement near edges (%)</source>
        <translation>Accord près des limites (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Polygons whose commonest class agrees (%)</source>
        <translation>Polygones dont la classe la plus fréquente s'accorde (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agreement on the worst class of the source (%)</source>
        <translation>Accord sur la pire classe de la source (%)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Compared (ha)</source>
        <translation>Comparé (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Agree (ha)</source>
        <translation>D'accord (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Differ (ha)</source>
        <translation>En désaccord (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Without counterpart (ha)</source>
        <translation>Sans correspondance (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Only the map has a class (ha)</source>
        <translation>Seule la carte a une classe (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/comparemaps.py"/>
        <source>Only the source has a class (ha)</source>
        <translation>Seule la source a une classe (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Compare two L2A products</source>
        <translation>Comparer deux produits L2A</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Compares two L2A products of one scene, of two settings or of two producers: differences, accuracy, precision and uncertainty by band and by class, agreement of masks, aerosols and water vapour.</source>
        <translation>Compare deux produits L2A d'une même scène, de deux réglages ou de deux producteurs : écarts, exactitude, précision et incertitude par bande et par classe, accord des masques, aérosols et vapeur d'eau.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>L2A product of Sen2Cor (.SAFE), Theia or Bocage: its folder, its archive or its metadata file. A folder may be given as text.</source>
        <translation>Produit L2A de Sen2Cor (.SAFE), de Theia ou de Bocage : son dossier, son archive ou son fichier de métadonnées. Un dossier peut être donné en texte.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Raster of classes by whole numbers, 0 for none, in any coordinate system. Without it, vegetation, bare soil, water, snow, bright and dark ground are told by the masks and the spectra of the reference.</source>
        <translation>Raster de classes en nombres entiers, 0 pour aucune, dans n'importe quel système de coordonnées. Sans lui, végétation, sol nu, eau, neige, sols clairs et sombres sont reconnus aux masques et aux spectres de la référence.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Of products in the MUSCATE layout: FRE is corrected for slopes, SRE is not; auto takes the same kind in both where both have it, FRE first.</source>
        <translation>Pour les produits au format MUSCATE : FRE est corrigé des pentes, SRE ne l'est pas ; auto prend le même type dans les deux s'ils l'ont, FRE d'abord.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Tables and figures in one file, in the language of QGIS.</source>
        <translation>Tableaux et figures en un seul fichier, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Product minus reference, in reflectance, a band a spectral band, where both are clear: GeoTIFF with its style.</source>
        <translation>Produit moins référence, en réflectance, une bande par bande spectrale, là où les deux sont clairs : GeoTIFF et son style.</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Pixels clear in both</source>
        <translation>Pixels clairs dans les deux</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Clear in both (%)</source>
        <translation>Clair dans les deux (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Bands compared</source>
        <translation>Bandes comparées</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Largest mean difference of a band</source>
        <translation>Plus grand écart moyen d'une bande</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Largest standard deviation of a band</source>
        <translation>Plus grand écart-type d'une bande</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Largest root mean square of a band</source>
        <translation>Plus grand écart quadratique moyen d'une bande</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Within the specification (%)</source>
        <translation>Dans la spécification (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Mean difference of aerosol optical thickness</source>
        <translation>Écart moyen d'épaisseur optique des aérosols</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Root mean square difference of aerosol optical thickness</source>
        <translation>Écart quadratique moyen d'épaisseur optique des aérosols</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Mean difference of water vapour (g/cm2)</source>
        <translation>Écart moyen de vapeur d'eau (g/cm2)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Root mean square difference of water vapour (g/cm2)</source>
        <translation>Écart quadratique moyen de vapeur d'eau (g/cm2)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Agreement on clouds (%)</source>
        <translation>Accord sur les nuages (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Agreement on shadows (%)</source>
        <translation>Accord sur les ombres (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Agreement on snow (%)</source>
        <translation>Accord sur la neige (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Agreement on water (%)</source>
        <translation>Accord sur l'eau (%)</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>L2A product</source>
        <translation>Produit L2A</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Reference L2A product</source>
        <translation>Produit L2A de référence</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Classes</source>
        <translation>Classes</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Reflectances</source>
        <translation>Réflectances</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Map of differences</source>
        <translation>Carte des écarts</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Mean difference</source>
        <translation>Écart moyen</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Standard deviation of differences</source>
        <translation>Écart-type des écarts</translation>
    </message>
    <message>
        <location filename="../../processing/compareproducts.py"/>
        <source>Root mean square difference</source>
        <translation>Écart quadratique moyen</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Compare two runs</source>
        <translation>Comparer deux résultats</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Tells whether a change of classifier, settings, features or images made classification better: two runs on the same samples and the same splits, class by class, with the test that fits, and the areas and differences of their maps. Runs that cannot be compared are refused.</source>
        <translation>Dit si un changement de classifieur, de réglages, de variables ou d'images a amélioré la classification : deux résultats sur les mêmes échantillons et les mêmes partages, classe par classe, avec le test qui convient, et les surfaces et différences de leurs cartes. Ce qui ne peut se comparer est refusé.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Of two maps: 1 where they agree, 2 where they differ, 4 and 5 where one alone has a class; GeoTIFF with its style.</source>
        <translation>De deux cartes : 1 où elles s'accordent, 2 où elles diffèrent, 4 et 5 où une seule a une classe ; GeoTIFF avec son style.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Run</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>JSON written by Compare classifiers, or by Train a classifier.</source>
        <translation>JSON écrit par Comparer des classifieurs, ou par Entraîner un classifieur.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Reference run</source>
        <translation>Résultat de référence</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>JSON of another run on the same samples with the same seed, runs and splits; or the same file, for two of its classifiers.</source>
        <translation>JSON d'un autre résultat sur les mêmes échantillons, avec la même graine, les mêmes répétitions et les mêmes partages ; ou le même fichier, pour deux de ses classifieurs.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Classifier of the run</source>
        <translation>Classifieur du résultat</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>auto: the best of its file.</source>
        <translation>auto : le meilleur de son fichier.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Classifier of the reference run</source>
        <translation>Classifieur du résultat de référence</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>auto: the same as that of the run; of one file, the best of the others.</source>
        <translation>auto : le même que celui du résultat ; dans un même fichier, le meilleur des autres.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Map of the run</source>
        <translation>Carte du résultat</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Raster of classes made with the run, optional: areas, geometry and differences are told.</source>
        <translation>Raster de classes fait avec le résultat, facultatif : surfaces, géométrie et différences sont données.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Map of the reference run</source>
        <translation>Carte du résultat de référence</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>On the same pixels as the map of the run.</source>
        <translation>Sur les mêmes pixels que la carte du résultat.</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Difference of overall accuracy</source>
        <translation>Différence de précision globale</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Its p value</source>
        <translation>Sa valeur de p</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Difference of mean F1</source>
        <translation>Différence de F1 moyen</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Classes better beyond chance</source>
        <translation>Classes meilleures au-delà du hasard</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Classes worse beyond chance</source>
        <translation>Classes moins bonnes au-delà du hasard</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Runs compared</source>
        <translation>Résultats comparés</translation>
    </message>
    <message>
        <location filename="../../processing/compareruns.py"/>
        <source>Area on which the maps agree (%)</source>
        <translation>Surface où les cartes s'accordent (%)</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Download scenes</source>
        <translation>Télécharger des scènes</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Fetches scenes into a folder: resumes what was stopped, checks size, checksum and whether each file opens, and gives a file its name only then. Run it again and it goes on.</source>
        <translation>Télécharge des scènes dans un dossier : reprend ce qui fut arrêté, vérifie la taille, la somme de contrôle et que chaque fichier s'ouvre, et ne lui donne son nom qu'alors. Relancez, et il continue.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>File of STAC items (JSON), table with a column url (CSV), or text with one address a line; or identifiers of scenes found before, separated by semicolons.</source>
        <translation>Fichier d'items STAC (JSON), tableau avec une colonne url (CSV), ou texte d'une adresse par ligne ; ou identifiants de scènes trouvées auparavant, séparés par des points-virgules.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Patterns of the files wanted of each scene, such as B0? B11 *.zip; !name leaves out. Empty: the archive where there is one, else all files but pictures for display.</source>
        <translation>Motifs des fichiers voulus de chaque scène, comme B0? B11 *.zip ; !nom écarte. Vide : l'archive s'il y en a une, sinon tous les fichiers sauf les images d'aperçu.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Levels wanted, such as L1C L2A; all if empty.</source>
        <translation>Niveaux voulus, comme L1C L2A ; tous si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Scenes that their producer says are cloudier are left out; none if empty.</source>
        <translation>Les scènes que leur producteur dit plus nuageuses sont écartées ; aucune si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Configuration of QGIS' password manager for the server, where it asks who you are.</source>
        <translation>Configuration du gestionnaire de mots de passe de QGIS pour le serveur, s'il demande qui vous êtes.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>A transfer that is silent does not count. No server gives more than it allows, 4 as a rule.</source>
        <translation>Un transfert silencieux ne compte pas. Un serveur n'en donne jamais plus qu'il ne permet, 4 en règle générale.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>The run ends by then, and the next one goes on; no limit if empty.</source>
        <translation>Le traitement s'arrête alors, et le suivant continue ; sans limite si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files that failed, were refused or were gone in an earlier run are asked for once more.</source>
        <translation>Les fichiers en échec, refusés ou disparus lors d'un traitement précédent sont redemandés.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>A scene of one file is put there, one of several files in a folder of its name inside it.</source>
        <translation>Une scène d'un seul fichier y est mise, une scène de plusieurs dans un dossier à son nom.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>A line for each file: how it ended, its bytes, what was checked, and why it is not there.</source>
        <translation>Une ligne par fichier : son issue, ses octets, ce qui fut vérifié, et pourquoi il manque.</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Scenes</source>
        <translation>Scènes</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files to keep</source>
        <translation>Fichiers à garder</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Levels to keep</source>
        <translation>Niveaux à garder</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Most clouds (percent)</source>
        <translation>Nuages au plus (pour cent)</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Authentication</source>
        <translation>Authentification</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Transfers at once</source>
        <translation>Transferts simultanés</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Longest time (minutes)</source>
        <translation>Durée maximale (minutes)</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Try again what failed</source>
        <translation>Réessayer ce qui a échoué</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Output folder</source>
        <translation>Dossier de sortie</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Report (CSV)</source>
        <translation>Rapport (CSV)</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>CSV files (*.csv)</source>
        <translation>Fichiers CSV (*.csv)</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files there</source>
        <translation>Fichiers présents</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files that failed</source>
        <translation>Fichiers en échec</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files refused</source>
        <translation>Fichiers refusés</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files gone from the server</source>
        <translation>Fichiers disparus du serveur</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Files left for the next run</source>
        <translation>Fichiers laissés au prochain traitement</translation>
    </message>
    <message>
        <location filename="../../processing/download.py"/>
        <source>Bytes there</source>
        <translation>Octets présents</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Fuse maps</source>
        <translation>Fusionner des cartes</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Makes one map of several on the same pixels, by votes or by Dempster's rule of combination, and tells how sure it is and where the maps conflict.</source>
        <translation>Fait une carte de plusieurs sur les mêmes pixels, par vote ou par la règle de combinaison de Dempster, et dit à quel point elle est sûre et où les cartes se contredisent.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Two or more rasters of classes by the same whole numbers, on the same pixels. No data does not vote. The first gives the colours and the style.</source>
        <translation>Deux rasters de classes ou plus, par les mêmes nombres entiers, sur les mêmes pixels. L'absence de donnée ne vote pas. Le premier donne les couleurs et le style.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Method</source>
        <translation>Méthode</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>voting: the class with most votes; dempster_shafer: each map gives a mass of belief to its class, and the masses are combined.</source>
        <translation>voting : la classe qui a le plus de voix ; dempster_shafer : chaque carte donne une masse de croyance à sa classe, et les masses sont combinées.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>One number a map, separated by spaces; all 1 if empty.</source>
        <translation>Un nombre par carte, séparés par des espaces ; tous à 1 si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>For dempster_shafer without matrices: one number a map, 0 to 1, for all of its classes.</source>
        <translation>Pour dempster_shafer sans matrices : un nombre par carte, de 0 à 1, pour toutes ses classes.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>For dempster_shafer: one file a map, in the same order, as written by bocage:accuracy, iota2 or OTB; masses come from them.</source>
        <translation>Pour dempster_shafer : un fichier par carte, dans le même ordre, tel qu'écrit par bocage:accuracy, iota2 ou OTB ; les masses en viennent.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Masses from</source>
        <translation>Masses tirées de</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Figure of the matrices taken as mass: precision or recall of the class, or accuracy or kappa of the map, for all classes.</source>
        <translation>Chiffre des matrices pris comme masse : précision ou rappel de la classe, ou exactitude ou kappa de la carte, pour toutes les classes.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Rows of the matrices</source>
        <translation>Lignes des matrices</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>What the rows are where a matrix does not say: classes of the map or of the reference.</source>
        <translation>Ce que sont les lignes quand une matrice ne le dit pas : classes de la carte ou de la référence.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Table of classes</source>
        <translation>Table des classes</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Numbers of the classes that the matrices name: CSV of number and name, or oso_17 or oso_23.</source>
        <translation>Numéros des classes que les matrices nomment : CSV de numéro et nom, ou oso_17 ou oso_23.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Ties</source>
        <translation>Égalités</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>undecided: pixels whose best classes are equal get the number below; first: the class of the first map that chose one of them.</source>
        <translation>undecided : les pixels dont les meilleures classes sont à égalité reçoivent le numéro ci-dessous ; first : la classe de la première carte qui a choisi l'une d'elles.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Number of undecided pixels, no class of the maps.</source>
        <translation>Numéro des pixels indécis, qui n'est aucune classe des cartes.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>One raster a map, in the same order: it multiplies the weight or the mass of each pixel.</source>
        <translation>Un raster par carte, dans le même ordre : il multiplie le poids ou la masse de chaque pixel.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Largest number of the confidence rasters: 100 for percent, 1 for shares.</source>
        <translation>Plus grand nombre des rasters de confiance : 100 pour des pour cent, 1 pour des parts.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>GeoTIFF with the colours, the names and the style of the first map.</source>
        <translation>GeoTIFF avec les couleurs, les noms et le style de la première carte.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Percent of the votes, or of belief, that the class given has; 255 without data.</source>
        <translation>Pour cent des voix, ou de la croyance, qu'a la classe donnée ; 255 sans donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Percent of the masses that contradict each other (dempster_shafer); 255 without data.</source>
        <translation>Pour cent des masses qui se contredisent (dempster_shafer) ; 255 sans donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Maps</source>
        <translation>Cartes</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Weights of the votes</source>
        <translation>Poids des voix</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Masses of belief</source>
        <translation>Masses de croyance</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Confusion matrices</source>
        <translation>Matrices de confusion</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Undecided</source>
        <translation>Indécis</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Confidence of the maps</source>
        <translation>Confiance des cartes</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Confidence that means certain</source>
        <translation>Confiance qui vaut certitude</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Fused map</source>
        <translation>Carte fusionnée</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Conflict</source>
        <translation>Conflit</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Pixels with a class</source>
        <translation>Pixels avec une classe</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Pixels of one opinion (%)</source>
        <translation>Pixels d'un seul avis (%)</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Pixels tied</source>
        <translation>Pixels à égalité</translation>
    </message>
    <message>
        <location filename="../../processing/fuse.py"/>
        <source>Mean conflict (%)</source>
        <translation>Conflit moyen (%)</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Fill the gaps of a series</source>
        <translation>Combler les trous d'une série</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Brings a series of products, or of rasters with dates, to a regular calendar: what clouds hide is interpolated in time, pixel by pixel, and everything is written as one stack of features called by date and band, with the number of clear dates beside it.</source>
        <translation>Ramène une série de produits, ou de rasters datés, à un calendrier régulier : ce que cachent les nuages est interpolé dans le temps, pixel par pixel, et tout est écrit en une pile de variables nommées par date et par bande, avec le nombre de dates claires à côté.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Roles (red, nir, swir1), names (B4) and layers, separated by commas. With no index either: all that the images have in common.</source>
        <translation>Rôles (red, nir, swir1), noms (B4) et couches, séparés par des virgules. Sans indice non plus : tout ce que les images ont en commun.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Indices (NDVI) and formulas (nir / red), computed on each date before its gaps are filled.</source>
        <translation>Indices (NDVI) et formules (nir / red), calculés à chaque date avant d'en combler les trous.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>First date of the calendar, as 2018-01-01; that of the first image if empty.</source>
        <translation>Première date du calendrier, comme 2018-01-01 ; celle de la première image si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>The calendar has no date after it; that of the last image if empty.</source>
        <translation>Le calendrier n'a pas de date après elle ; celle de la dernière image si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Days from one date of the calendar to the next; 0 keeps the dates of the images.</source>
        <translation>Jours d'une date du calendrier à la suivante ; 0 garde les dates des images.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>linear: between the clear dates before and after, never beyond their values; whittaker: a smooth curve close to the clear dates. Before the first clear date and after the last, its value is repeated.</source>
        <translation>linear : entre les dates claires d'avant et d'après, jamais au-delà de leurs valeurs ; whittaker : une courbe lisse proche des dates claires. Avant la première date claire et après la dernière, sa valeur est répétée.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Smoothness: 1,000 follows weeks, 100,000 follows seasons. Chosen on a sample of pixels if empty.</source>
        <translation>Lissage : 1 000 suit les semaines, 100 000 les saisons. Choisi sur un échantillon de pixels si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Flags that are not clear</source>
        <translation>Indicateurs qui ne sont pas dégagés</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Pixels of products that bear one of them are gaps.</source>
        <translation>Les pixels des produits qui en portent un sont des trous.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>GeoTIFF of one band a date and variable, called 2018-01-17 NDVI, dates in order.</source>
        <translation>GeoTIFF d'une bande par date et variable, nommée 2018-01-17 NDVI, dates dans l'ordre.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Number of dates between start and end on which each pixel was clear.</source>
        <translation>Nombre de dates, du début à la fin, où chaque pixel était clair.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Days between each date of the calendar and the nearest clear date of the pixel, one band a date.</source>
        <translation>Jours entre chaque date du calendrier et la date claire la plus proche du pixel, une bande par date.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Choice of lambda</source>
        <translation>Choix de lambda</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>gcv: generalised cross-validation; v_curve: where misfit and roughness change least. Used where lambda is empty.</source>
        <translation>gcv : validation croisée généralisée ; v_curve : où l'écart et la rugosité changent le moins. Sert si lambda est vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Images so many days before the start and after the end still serve at both ends.</source>
        <translation>Les images à ce nombre de jours avant le début et après la fin servent encore aux deux bouts.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>In units of the coordinate system of the images; that of the finest band used if empty.</source>
        <translation>En unités du système de coordonnées des images ; celle de la bande utilisée la plus fine si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Part of the images, any coordinate system; the whole of them if empty.</source>
        <translation>Partie des images, dans n'importe quel système de coordonnées ; les images entières si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Of bands whose pixels do not coincide with the grid: auto takes the mean by area on larger pixels, else is bilinear.</source>
        <translation>Des bandes dont les pixels ne coïncident pas avec la grille : auto prend la moyenne par surface sur des pixels plus grands, sinon est bilinéaire.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are; auto: float32 for rasters whose numbers have no scale, int16 else.</source>
        <translation>int16 : réflectance et indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels ; auto : float32 pour les rasters dont les nombres n'ont pas d'échelle, int16 sinon.</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Indices</source>
        <translation>Indices</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Start</source>
        <translation>Départ</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Step (days)</source>
        <translation>Pas (jours)</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Lambda of Whittaker (days³)</source>
        <translation>Lambda de Whittaker (jours³)</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Filled series</source>
        <translation>Série comblée</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Distance to the nearest clear date</source>
        <translation>Distance à la date claire la plus proche</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Dates used</source>
        <translation>Dates utilisées</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Images left out</source>
        <translation>Images écartées</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Before the first or after the last clear date (%)</source>
        <translation>Avant la première ou après la dernière date claire (%)</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Never clear (%)</source>
        <translation>Jamais clair (%)</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Mean number of clear dates</source>
        <translation>Nombre moyen de dates claires</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Lambda used</source>
        <translation>Lambda utilisé</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Bands written</source>
        <translation>Bandes écrites</translation>
    </message>
    <message>
        <location filename="../../processing/gapfill.py"/>
        <source>Margin (days)</source>
        <translation>Marge (jours)</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Index folders</source>
        <translation>Indexer des dossiers</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Looks for products in folders and archives and keeps what their metadata say in one GeoPackage of footprints. Run again, it reads only what changed, and tells what moved or went.</source>
        <translation>Cherche les produits dans des dossiers et des archives et garde ce que disent leurs métadonnées dans un GeoPackage d'emprises. Relancé, il ne lit que ce qui a changé, et dit ce qui a été déplacé ou a disparu.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Folder that holds products, at any depth. Several are separated by semicolons. Empty: the folders indexed before, again.</source>
        <translation>Dossier qui contient des produits, à n'importe quelle profondeur. Plusieurs se séparent par des points-virgules. Vide : à nouveau les dossiers déjà indexés.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Also products that have not changed. Where the index is damaged, it is set aside and a new one made.</source>
        <translation>Aussi les produits qui n'ont pas changé. Si l'index est abîmé, il est mis de côté et un nouveau est fait.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Reads the masks of each product once, so that cloud over an area is told for any area. It takes seconds a product.</source>
        <translation>Lit une fois les masques de chaque produit, pour que la nébulosité soit connue sur n'importe quelle zone. Quelques secondes par produit.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>As a layer with its style and its dates, for the temporal controller.</source>
        <translation>En couche, avec son style et ses dates, pour le contrôleur temporel.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>GeoPackage to make or to bring up to date; that of the profile if empty, which the dock shows.</source>
        <translation>GeoPackage à faire ou à mettre à jour ; vide, celui du profil, que montre le panneau.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>A line for each product that cannot be read, and for images and archives of no known producer, with the reason.</source>
        <translation>Une ligne par produit illisible, et pour les images et archives sans producteur connu, avec la raison.</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Read everything again</source>
        <translation>Tout relire</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Cloud by kilometre</source>
        <translation>Nébulosité par kilomètre</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Add the footprints to the map</source>
        <translation>Ajouter les emprises à la carte</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Index file</source>
        <translation>Fichier de l'index</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>What could not be indexed</source>
        <translation>Ce qui n'a pas pu être indexé</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products found</source>
        <translation>Produits trouvés</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>New products</source>
        <translation>Nouveaux produits</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products updated</source>
        <translation>Produits mis à jour</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products moved</source>
        <translation>Produits déplacés</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products gone</source>
        <translation>Produits disparus</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Listed with their reason</source>
        <translation>Listés avec leur raison</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products whose masks were read</source>
        <translation>Produits dont les masques ont été lus</translation>
    </message>
    <message>
        <location filename="../../processing/index.py"/>
        <source>Products in the index</source>
        <translation>Produits dans l'index</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Compute indices</source>
        <translation>Calculer des indices</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Spectral indices of a published table, or formulas of your own, of a product, a raster or a stack of dates: one band an index, and a date where the bands have one.</source>
        <translation>Indices spectraux d'une table publiée, ou vos formules, d'un produit, d'un raster ou d'une pile de dates : une bande par indice, et par date si les bandes en ont une.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Any product that Bocage reads, or a raster whose bands are called by role (red), as B4 (red), by Sentinel-2's names, or with dates (2018-01-17 red), as gap filling writes them.</source>
        <translation>Tout produit que Bocage lit, ou un raster dont les bandes sont nommées par rôle (red), comme B4 (red), par les noms de Sentinel-2, ou avec des dates (2018-01-17 red), comme les écrit le comblement.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Names of spyndex's table (NDVI, NDWI, EVI), or formulas of roles and its letters: (nir - red) / (nir + red), N / R. Separated by commas.</source>
        <translation>Noms de la table de spyndex (NDVI, NDWI, EVI), ou formules de rôles et de ses lettres : (nir - red) / (nir + red), N / R. Séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Pixels of a product that bear one of these flags become no data; none if empty.</source>
        <translation>Les pixels d'un produit qui portent un de ces drapeaux deviennent sans données ; aucun si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>In units of the coordinate system; that of the finest band used if empty.</source>
        <translation>Dans l'unité du système de coordonnées ; celle de la bande la plus fine employée si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Part of the image, any coordinate system; the whole of it if empty.</source>
        <translation>Partie de l'image, tout système de coordonnées ; l'image entière si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>int16: indices times 10,000, the scale told in the file; float32: as they are; auto: float32 for rasters whose numbers have no scale, int16 else.</source>
        <translation>int16 : indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels ; auto : float32 pour les rasters dont les nombres n'ont pas d'échelle, int16 sinon.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>GeoTIFF, one band an index and date, its formula inside.</source>
        <translation>GeoTIFF, une bande par indice et date, sa formule dedans.</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Indices raster</source>
        <translation>Raster d'indices</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Without value (%)</source>
        <translation>Sans valeur (%)</translation>
    </message>
    <message>
        <location filename="../../processing/indices.py"/>
        <source>Dates</source>
        <translation>Dates</translation>
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
        <source>Part of the product to correct; the whole of it if empty. An extent without a coordinate system is in that of the project, or of the product without a project.</source>
        <translation>Partie du produit à corriger ; tout le produit si vide. Une emprise sans système de coordonnées est dans celui du projet, ou du produit s'il n'y a pas de projet.</translation>
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
        <source>Optical properties of the aerosols; product: the model nearest to the forecast by species that products carry since baseline 04.00; series: continental, unless ground that earlier dates have seen tells another for the whole date.</source>
        <translation>Propriétés optiques des aérosols ; product : le modèle le plus proche de la prévision par espèces que les produits portent depuis la version de traitement 04.00 ; series : continental, sauf si le sol que des dates antérieures ont vu en dit un autre pour la date entière.</translation>
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
        <source>Finds what hides the ground. Without it, clouds are corrected as if they were ground and the product says that its masks are not computed.</source>
        <translation>Trouve ce qui cache le sol. Sans cela, les nuages sont corrigés comme s'ils étaient du sol et le produit dit que ses masques ne sont pas calculés.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Takes out the light that the neighbourhood scatters into the pixel: it sharpens contrasts, more so when aerosols are thick.</source>
        <translation>Retire la lumière que le voisinage diffuse vers le pixel : les contrastes s'accentuent, d'autant plus que les aérosols sont épais.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>Writes flat-equivalent reflectance (FRE) beside surface reflectance (SRE); needs an elevation.</source>
        <translation>Écrit la réflectance ramenée à un sol plat (FRE) à côté de la réflectance de surface (SRE) ; une altitude est nécessaire.</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>The elevation is a surface model: it is smoothed to 60 m before slopes are taken.</source>
        <translation>L'altitude est un modèle de surface : elle est lissée à 60 m avant le calcul des pentes.</translation>
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
        <source>Altitude (m)</source>
        <translation>Altitude (m)</translation>
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
        <source>Folder of earlier L2A products of the same tile, made by this algorithm: clouds, shadows and aerosols are then found by comparison with them.</source>
        <translation>Dossier de produits L2A antérieurs de la même tuile, faits par cet algorithme : nuages, ombres et aérosols sont alors trouvés par comparaison avec eux.</translation>
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
        <source>The elevation holds trees and roofs</source>
        <translation>L'altitude comprend les arbres et les toits</translation>
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
        <source>Earlier L2A products</source>
        <translation>Produits L2A antérieurs</translation>
    </message>
    <message>
        <location filename="../../processing/l2a.py"/>
        <source>A polygon without a date is of the first date that REDO_FROM makes again.</source>
        <translation>Un polygone sans date est de la première date que REDO_FROM refait.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Series of Sentinel-2 L1C to L2A</source>
        <translation>Série Sentinel-2 de L1C à L2A</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Corrects a tile's L1C products in order of date: clouds, shadows and aerosols of each lean on the dates before it. Resumable: finished products are left alone, a bad one is skipped.</source>
        <translation>Corrige les produits L1C d'une tuile dans l'ordre des dates : nuages, ombres et aérosols de chacune s'appuient sur les dates qui la précèdent. Peut être reprise : les produits finis sont laissés tels quels, un mauvais est sauté.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Folder that holds the .SAFE folders or archives of one tile.</source>
        <translation>Dossier qui contient les dossiers .SAFE ou les archives d'une tuile.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>nominal: the first date is corrected alone; backward: the dates after it are read first, so that its clouds and aerosols are as good as those of the others.</source>
        <translation>nominal : la première date est corrigée seule ; backward (à rebours) : les dates qui la suivent sont lues d'abord, pour que ses nuages et ses aérosols soient aussi bons que ceux des autres.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>How many later dates a backward start reads.</source>
        <translation>Combien de dates postérieures un départ à rebours lit.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Tile of the series, such as 30TWT, where the folder holds several; that of most products if empty.</source>
        <translation>Tuile de la série, par exemple 30TWT, quand le dossier en contient plusieurs ; celle de la plupart des produits si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Year-month-day: finished products from this date on are made again, for instance after a missed cloud was outlined. Each stays as it is until its successor is whole.</source>
        <translation>Année-mois-jour : les produits finis sont refaits à partir de cette date, par exemple après avoir dessiné un nuage oublié. Chacun reste tel quel jusqu'à ce que son successeur soit entier.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Surface reflectance in red, green and blue of the last product, with its style, for display: GeoTIFF, or a light virtual raster on the product if the name ends with .vrt.</source>
        <translation>Réflectance de surface du dernier produit en rouge, vert et bleu, avec son style, pour l'affichage : GeoTIFF, ou raster virtuel léger sur le produit si le nom finit par .vrt.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Folder of L1C products</source>
        <translation>Dossier de produits L1C</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>First date</source>
        <translation>Première date</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Year-month-day; from the first product if empty.</source>
        <translation>Année-mois-jour ; depuis le premier produit si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Last date</source>
        <translation>Dernière date</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Year-month-day, included; to the last product if empty.</source>
        <translation>Année-mois-jour, comprise ; jusqu'au dernier produit si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Dates of a backward start</source>
        <translation>Dates d'un départ à rebours</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Tile</source>
        <translation>Tuile</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Make again from</source>
        <translation>Refaire depuis</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Natural colours of the last date</source>
        <translation>Couleurs naturelles de la dernière date</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Report of the series (JSON)</source>
        <translation>Rapport de la série (JSON)</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Products made</source>
        <translation>Produits faits</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Products already there</source>
        <translation>Produits déjà là</translation>
    </message>
    <message>
        <location filename="../../processing/l2aseries.py"/>
        <source>Inputs skipped</source>
        <translation>Entrées sautées</translation>
    </message>
    <message>
        <location filename="../../processing/landcover_tools.py"/>
        <source>CSV of number, name, French name and colour (#rrggbb), or oso_17 or oso_23, the classes of the maps of France. Features of other classes are left out. Without it the classes are those that the field holds.</source>
        <translation>CSV de numéro, nom, nom français et couleur (#rrggbb), ou oso_17 ou oso_23, les classes des cartes de France. Les entités d'autres classes sont laissées de côté. Sans table, les classes sont celles du champ.</translation>
    </message>
    <message>
        <location filename="../../processing/landcover_tools.py"/>
        <source>Covered share of a pixel</source>
        <translation>Part couverte d'un pixel</translation>
    </message>
    <message>
        <location filename="../../processing/landcover_tools.py"/>
        <source>Least share of a pixel that a polygon must cover; 0: a pixel is of the polygon that holds its centre.</source>
        <translation>Part d'un pixel qu'un polygone doit au moins couvrir ; 0 : un pixel est au polygone qui contient son centre.</translation>
    </message>
    <message>
        <location filename="../../processing/landcover_tools.py"/>
        <source>Of rasters on another grid than the first; finer ones are averaged.</source>
        <translation>Des rasters d'une autre grille que le premier ; les plus fins sont moyennés.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Geometry of a map</source>
        <translation>Géométrie d'une carte</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Measures what no confusion matrix sees: isolated pixels, sizes of patches, borders and corners between classes, straight seams of tiles or strata, and what of a finer map is found again.</source>
        <translation>Mesure ce qu'aucune matrice de confusion ne voit : pixels isolés, tailles des taches, limites et coins entre classes, coutures droites de tuiles ou de strates, et ce qui est retrouvé d'une carte plus fine.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Raster of classes by whole numbers.</source>
        <translation>Raster de classes par nombres entiers.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Map on the same pixels whose edges and corners should be found again, for instance that of a classifier that looks at each pixel alone.</source>
        <translation>Carte sur les mêmes pixels dont les limites et les coins devraient être retrouvés, par exemple celle d'un classifieur qui regarde chaque pixel seul.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Polygons of the regions that were classified apart, side by side, in any coordinate system: do their borders show on the map?</source>
        <translation>Polygones des régions classées à part, côte à côte, dans tout système de coordonnées : leurs bords se voient-ils sur la carte ?</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Field of the strata; features of the same name are one. Without it each feature is a stratum.</source>
        <translation>Champ des strates ; les entités du même nom n'en font qu'une. Sans lui, chaque entité est une strate.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Pixels of the tiles or blocks by which the map was computed, from its upper left corner: do their lines show? 0: not asked.</source>
        <translation>Pixels des tuiles ou des blocs par lesquels la carte a été calculée, depuis son coin supérieur gauche : leurs lignes se voient-elles ? 0 : pas demandé.</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Finer map</source>
        <translation>Carte plus fine</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Strata</source>
        <translation>Strates</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Name of the stratum</source>
        <translation>Nom de la strate</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Side of the tiles</source>
        <translation>Côté des tuiles</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Borders between classes (m/ha)</source>
        <translation>Limites entre classes (m/ha)</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Corners (per ha)</source>
        <translation>Coins (par ha)</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Patches</source>
        <translation>Taches</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Straight seams</source>
        <translation>Coutures droites</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Edges found again (%)</source>
        <translation>Limites retrouvées (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Corners found again (%)</source>
        <translation>Coins retrouvés (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Corners of patches found again (%)</source>
        <translation>Coins des taches retrouvés (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Changes across borders of strata over those beside</source>
        <translation>Changements à travers les bords de strates, rapportés à ceux d'à côté</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Borders of strata that show</source>
        <translation>Bords de strates qui se voient</translation>
    </message>
    <message>
        <location filename="../../processing/mapgeometry.py"/>
        <source>Changes across lines of tiles over those beside</source>
        <translation>Changements à travers les lignes de tuiles, rapportés à ceux d'à côté</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Stability of maps between years</source>
        <translation>Stabilité des cartes entre années</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Follows every pixel through maps of successive years: what changes from year to year, what leaves its class for a year and comes back, changes that nobody would believe, and how long each class lasts.</source>
        <translation>Suit chaque pixel à travers les cartes d'années successives : ce qui change d'une année à l'autre, ce qui quitte sa classe un an puis y revient, les changements que personne ne croirait, et combien dure chaque classe.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Two or more rasters of the same classes by whole numbers, on the same pixels, one a year.</source>
        <translation>Deux rasters ou plus des mêmes classes en nombres entiers, sur les mêmes pixels, un par an.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>One a map, in the same order, separated by spaces. Without them: those in the names of the files, else the order of the maps.</source>
        <translation>Une par carte, dans le même ordre, séparées par des espaces. Sinon : celles des noms de fichiers, ou l'ordre des cartes.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>oso_17 or oso_23, the classes of the maps of France, with Bocage's list of implausible changes and annual crops in rotation; or a CSV of number, name, French name and colour (#rrggbb).</source>
        <translation>oso_17 ou oso_23, les classes des cartes de France, avec la liste de Bocage des changements peu croyables et les cultures annuelles en rotation ; ou un CSV de numéro, nom, nom français et couleur (#rrggbb).</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>CSV of two columns: classes before, classes after, each one or several numbers separated by spaces. It replaces Bocage's list.</source>
        <translation>CSV de deux colonnes : classes avant, classes après, chacune un ou plusieurs numéros séparés par des espaces. Il remplace la liste de Bocage.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Numbers of the classes that take turns in a field, separated by spaces: passing from one to the other is no change. 0 for none; without it, the annual crops of oso_17 or oso_23.</source>
        <translation>Numéros des classes qui se succèdent dans un champ, séparés par des espaces : passer de l'une à l'autre n'est pas un changement. 0 pour aucune ; sinon les cultures annuelles d'oso_17 ou oso_23.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>GeoTIFF with its style; 255 where no two successive years have a class.</source>
        <translation>GeoTIFF avec son style ; 255 où deux années de suite n'ont jamais de classe.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>GeoTIFF with its style, the worst that is true: 1 stable, 2 in rotation, 3 changed once, 4 changed several times, 5 an excursion of a year, 6 an implausible change, 0 no data.</source>
        <translation>GeoTIFF avec son style, le pire de ce qui est vrai : 1 stable, 2 en rotation, 3 changé une fois, 4 changé plusieurs fois, 5 une excursion d'un an, 6 un changement peu croyable, 0 sans données.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Transitions</source>
        <translation>Transitions</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Hectares of every transition of every pair of years.</source>
        <translation>Hectares de chaque transition de chaque couple d'années.</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Years</source>
        <translation>Années</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Classes of the maps</source>
        <translation>Classes des cartes</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Implausible changes</source>
        <translation>Changements peu croyables</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Classes in rotation</source>
        <translation>Classes en rotation</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Number of changes</source>
        <translation>Nombre de changements</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>What pixels went through</source>
        <translation>Ce que les pixels ont traversé</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Changed from one year to the next (%)</source>
        <translation>Changé d'une année à l'autre (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Changed in the pair of years that differ most (%)</source>
        <translation>Changé entre les deux années qui diffèrent le plus (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Changed between the first year and the last (%)</source>
        <translation>Changé entre la première et la dernière année (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Ground that never changed, rotation apart (%)</source>
        <translation>Terrain qui n'a jamais changé, hors rotation (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Changes that are excursions of a year (%)</source>
        <translation>Changements qui sont des excursions d'un an (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Changes that are implausible (%)</source>
        <translation>Changements peu croyables (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Implausible changes (ha)</source>
        <translation>Changements peu croyables (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/mapstability.py"/>
        <source>Persistence of the least persistent class (%)</source>
        <translation>Persistance de la classe la moins persistante (%)</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Mosaic of products</source>
        <translation>Mosaïque de produits</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Several tiles, orbits and zones on one grid, without a seam where tiles meet: each pixel from the clearest product, from the nearest in date, or the mean or median of the clear ones, and a layer that says which.</source>
        <translation>Plusieurs tuiles, orbites et fuseaux sur une grille, sans couture entre les tuiles : chaque pixel du produit le plus dégagé, du plus proche en date, ou la moyenne ou la médiane de ceux qui sont dégagés, et une couche qui dit lequel.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Products, rasters (files or layers), folders that hold products, and identifiers of scenes in the index.</source>
        <translation>Produits, rasters (fichiers ou couches), dossiers qui contiennent des produits, et identifiants de scènes de l'index.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Roles (red, nir), names, indices or formulas, separated by commas, numbers for rasters; the bands that all inputs have if empty.</source>
        <translation>Rôles (red, nir), noms, indices ou formules, séparés par des virgules, numéros pour des rasters ; les bandes que toutes les entrées ont si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Raster or product whose pixels the mosaic takes; without it, the coordinate system, pixel size and extent below, or those of the inputs.</source>
        <translation>Raster ou produit dont la mosaïque prend les pixels ; sans lui, le système de coordonnées, la taille de pixel et l'emprise ci-dessous, ou ceux des entrées.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Of the mosaic; that of most inputs if empty.</source>
        <translation>De la mosaïque ; celui de la plupart des entrées si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Part to write, on whole pixels; all that the inputs cover if empty.</source>
        <translation>Partie à écrire, en pixels entiers ; tout ce que couvrent les entrées si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Polygons: pixels whose centre lies outside are no data, and without an extent the mosaic is theirs.</source>
        <translation>Polygones : les pixels dont le centre est dehors sont sans donnée, et sans emprise la mosaïque est la leur.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Rule</source>
        <translation>Règle</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Which product gives a pixel: clearest, the one with the largest clear share over the target, then the nearest in date; nearest, the nearest in date, then the clearest; mean or median of all clear ones.</source>
        <translation>Quel produit donne un pixel : clearest, celui dont la plus grande part de la cible est dégagée, puis le plus proche en date ; nearest, le plus proche en date, puis le plus dégagé ; mean ou median, moyenne ou médiane de tous ceux qui sont dégagés.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Day to be near to, such as 2018-01-17; that of the newest input if empty.</source>
        <translation>Jour dont être proche, comme 2018-01-17 ; celui de l'entrée la plus récente si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>A pixel that bears one of them is left to the next product.</source>
        <translation>Un pixel qui en porte un est laissé au produit suivant.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Takes the first product all the same where none is clear; else no data is left there.</source>
        <translation>Prend quand même le premier produit là où aucun n'est dégagé ; sinon il n'y reste pas de donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Of bands: auto copies where pixels coincide, takes the mean by area on larger pixels, else is bilinear. Masks are always taken from the nearest pixel.</source>
        <translation>Des bandes : auto copie là où les pixels coïncident, prend la moyenne par surface sur des pixels plus grands, sinon est bilinéaire. Les masques viennent toujours du pixel le plus proche.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are; auto: int16 for products, and the type of rasters that agree.</source>
        <translation>int16 : réflectance et indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels ; auto : int16 pour des produits, et le type des rasters qui s'accordent.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Number of the product that each pixel comes from, with its style and a table (CSV) of its name; for mean and median, how many products were clear.</source>
        <translation>Numéro du produit d'où vient chaque pixel, avec son style et une table (CSV) de son nom ; pour mean et median, combien de produits étaient dégagés.</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Grid</source>
        <translation>Grille</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Coordinate system</source>
        <translation>Système de coordonnées</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Area of interest</source>
        <translation>Zone d'intérêt</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Fill where nothing is clear</source>
        <translation>Remplir là où rien n'est dégagé</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Mosaic</source>
        <translation>Mosaïque</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Provenance</source>
        <translation>Provenance</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Table of the products</source>
        <translation>Table des produits</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Products used</source>
        <translation>Produits employés</translation>
    </message>
    <message>
        <location filename="../../processing/mosaic.py"/>
        <source>Clear (%)</source>
        <translation>Dégagé (%)</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Products of one place, rasters whose names, metadata or bands hold dates, folders of both, identifiers of scenes in the index.</source>
        <translation>Produits d'un même lieu, rasters dont le nom, les métadonnées ou les bandes portent des dates, dossiers des uns et des autres, identifiants de scènes de l'index.</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Rasters that are 0 where the images are clear: one a date, or one with a band a date. Matched by their dates, else by their order.</source>
        <translation>Rasters qui valent 0 où les images sont claires : un par date, ou un seul avec une bande par date. Appariés par leurs dates, sinon par leur ordre.</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Text with one line a raster, its name, a comma, its date; where names and metadata do not tell.</source>
        <translation>Texte d'une ligne par raster, son nom, une virgule, sa date ; si les noms et les métadonnées ne disent rien.</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Series</source>
        <translation>Série</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Table of dates</source>
        <translation>Table de dates</translation>
    </message>
    <message>
        <location filename="../../processing/product_tools.py"/>
        <source>Pixel size</source>
        <translation>Taille de pixel</translation>
    </message>
    <message>
        <location filename="../../processing/provider.py"/>
        <source>Sentinel-2 from L1C to maps</source>
        <translation>Sentinel-2, du L1C aux cartes</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Remove downloaded scenes</source>
        <translation>Supprimer des scènes téléchargées</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Lists, and removes if asked, the files that bocage:download fetched and that are still what was fetched. A file that was there before, or that changed, always stays.</source>
        <translation>Liste, et supprime sur demande, les fichiers que bocage:download a téléchargés et qui sont encore ce qui l'a été. Un fichier qui était là avant, ou qui a changé, reste toujours.</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Only files whose download ended longer ago; 0 for all.</source>
        <translation>Seulement les fichiers dont le téléchargement a fini avant ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Without it nothing is touched: the list tells what would go.</source>
        <translation>Sans cela rien n'est touché : la liste dit ce qui partirait.</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>A line for each file: removed, to be removed, or why it stays; its bytes and path.</source>
        <translation>Une ligne par fichier : supprimé, à supprimer, ou pourquoi il reste ; ses octets et son chemin.</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Fetched more than (days ago)</source>
        <translation>Téléchargés il y a plus de (jours)</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Remove</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>List (CSV)</source>
        <translation>Liste (CSV)</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Files that may go</source>
        <translation>Fichiers qui peuvent partir</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Files removed</source>
        <translation>Fichiers supprimés</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Files that stay</source>
        <translation>Fichiers qui restent</translation>
    </message>
    <message>
        <location filename="../../processing/purge.py"/>
        <source>Bytes that may go</source>
        <translation>Octets qui peuvent partir</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Expected and missing scenes</source>
        <translation>Scènes attendues et manquantes</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Lists the scenes that should be on this computer and are not: those that searches of servers found, or those of the revisit calendar of the scenes there are. Catalogues lose products too.</source>
        <translation>Liste les scènes qui devraient être sur cet ordinateur et n'y sont pas : celles que des recherches sur les serveurs ont trouvées, ou celles du calendrier de revisite des scènes présentes. Les catalogues aussi perdent des produits.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>search: what searches of servers left in the index; calendar: a pass for each revisit of the satellites, tiles and orbits of the scenes on disk, which is a question to the provider and no proof.</source>
        <translation>search : ce que les recherches sur les serveurs ont laissé dans l'index ; calendar : un passage à chaque revisite des satellites, tuiles et orbites des scènes sur disque, ce qui est une question au fournisseur et non une preuve.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>From this day on, UTC; from the first scene if empty.</source>
        <translation>À partir de ce jour, UTC ; depuis la première scène si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Until this day, included; until today if empty.</source>
        <translation>Jusqu'à ce jour, compris ; jusqu'à aujourd'hui si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>One line for each scene expected, with where it lies; else the missing ones alone.</source>
        <translation>Une ligne par scène attendue, avec sa place ; sinon seulement les manquantes.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>State, name, platform, level, tile and date of each, and what the download queue knows of it.</source>
        <translation>État, nom, satellite, niveau, tuile et date de chacune, et ce que la file des téléchargements en sait.</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Expected</source>
        <translation>Attendues</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>List what is there too</source>
        <translation>Lister aussi ce qui est là</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Scenes expected</source>
        <translation>Scènes attendues</translation>
    </message>
    <message>
        <location filename="../../processing/reconcile.py"/>
        <source>Scenes missing</source>
        <translation>Scènes manquantes</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Shifts between dates</source>
        <translation>Décalages entre dates</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Measures by how much the images of a series are shifted from each other, to a few hundredths of a pixel, whatever clouds hide and seasons change, and how the shift varies down the rows; writes the images brought to the reference if asked to.</source>
        <translation>Mesure de combien les images d'une série sont décalées entre elles, à quelques centièmes de pixel, quoi que cachent les nuages et que changent les saisons, et comment le décalage varie au fil des lignes ; écrit les images ramenées à la référence si on le demande.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Product or raster that lies right, in any coordinate system; a date of the series if empty.</source>
        <translation>Produit ou raster bien placé, dans n'importe quel système de coordonnées ; une date de la série si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Date at zero</source>
        <translation>Date à zéro</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Without a reference image: clearest, the date with the least cloud; first, the oldest; mean, the mean position of all dates.</source>
        <translation>Sans image de référence : clearest, la date la moins nuageuse ; first, la plus ancienne ; mean, la position moyenne de toutes les dates.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Role (red, nir), name or index whose edges are compared; red where there is one, else the first band, if empty.</source>
        <translation>Rôle (red, nir), nom ou indice dont les contours sont comparés ; si vide, le rouge s'il existe, sinon la première bande.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Pixels of products that bear one of them are not compared, and are no data in what is written.</source>
        <translation>Les pixels des produits qui en portent un ne sont pas comparés, et sont sans donnée dans ce qui est écrit.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Bands to write</source>
        <translation>Bandes à écrire</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Roles, names and indices of the corrected rasters; all that the images have in common if empty.</source>
        <translation>Rôles, noms et indices des rasters corrigés ; tout ce que les images ont en commun si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Of the corrected rasters. int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are; auto: float32 for rasters of floats without a scale, int16 else.</source>
        <translation>Des rasters corrigés. int16 : réflectance et indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels ; auto : float32 pour les rasters de réels sans échelle, int16 sinon.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>One line a date: shift in pixels and metres, its error, windows that agree, jitter.</source>
        <translation>Une ligne par date : décalage en pixels et en mètres, son erreur, fenêtres concordantes, gigue.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>One line a date and row of windows: what a jitter of the satellite leaves.</source>
        <translation>Une ligne par date et par rangée de fenêtres : ce que laisse une gigue du satellite.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Folder of one GeoTIFF a date, resampled once (cubic) to lie on the reference. Empty: nothing is resampled.</source>
        <translation>Dossier d'un GeoTIFF par date, rééchantillonné une seule fois (cubique) pour se superposer à la référence. Vide : rien n'est rééchantillonné.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Side of the windows that are compared. Larger ones bear more cloud, smaller ones tell more of the jitter.</source>
        <translation>Côté des fenêtres comparées. Les plus grandes supportent plus de nuages, les plus petites disent mieux la gigue.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Windows spread over the image; more of them are surer, and slower.</source>
        <translation>Fenêtres réparties sur l'image ; plus il y en a, plus c'est sûr, et lent.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Shifts are looked for up to this, a quarter of the window at most.</source>
        <translation>Les décalages sont cherchés jusque-là, un quart de la fenêtre au plus.</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Reference image</source>
        <translation>Image de référence</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Band compared</source>
        <translation>Bande comparée</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Table of shifts</source>
        <translation>Table des décalages</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Shifts by row</source>
        <translation>Décalages par ligne</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Corrected images</source>
        <translation>Images corrigées</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Images measured</source>
        <translation>Images mesurées</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Images whose shift is not known</source>
        <translation>Images au décalage inconnu</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Shift, RMS (pixels)</source>
        <translation>Décalage, moyenne quadratique (pixels)</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Largest shift (pixels)</source>
        <translation>Plus grand décalage (pixels)</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Largest jitter (pixels)</source>
        <translation>Plus grande gigue (pixels)</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Rasters written</source>
        <translation>Rasters écrits</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Window (pixels)</source>
        <translation>Fenêtre (pixels)</translation>
    </message>
    <message>
        <location filename="../../processing/registration.py"/>
        <source>Windows at most</source>
        <translation>Fenêtres au plus</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Regularise a map</source>
        <translation>Régulariser une carte</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Smooths a map of classes by majority in a window, then has patches under a minimum unit join the neighbouring class with the longest border. No class is invented, no data stays as it is.</source>
        <translation>Lisse une carte de classes par majorité dans une fenêtre, puis rattache les taches plus petites que l'unité minimale à la classe voisine dont la limite commune est la plus longue. Aucune classe n'est inventée, l'absence de donnée reste ce qu'elle est.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Each pixel becomes the commonest class of the window of twice this and one pixels a side; ties keep the pixel's class, else go to the smallest number. 0: no majority.</source>
        <translation>Chaque pixel prend la classe la plus fréquente de la fenêtre de deux fois ce nombre plus un pixels de côté ; à égalité il garde sa classe, sinon le plus petit numéro l'emporte. 0 : pas de majorité.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Patches smaller than this join a neighbour, the smallest first. 0: none do.</source>
        <translation>Les taches plus petites rejoignent une voisine, la plus petite d'abord. 0 : aucune.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>In which the minimum unit is given.</source>
        <translation>Celle dans laquelle l'unité minimale est donnée.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Numbers separated by commas, water or roads for instance: pixels of these classes stay, and no other becomes one of them.</source>
        <translation>Numéros séparés par des virgules, eau ou routes par exemple : les pixels de ces classes restent, et aucun autre ne le devient.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Raster on the same pixels: where it is 0 or without data, the map becomes no data and does not vote.</source>
        <translation>Raster sur les mêmes pixels : où il vaut 0 ou n'a pas de donnée, la carte devient sans donnée et ne vote pas.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>GeoTIFF with the type, the colours, the names and the style of the map.</source>
        <translation>GeoTIFF avec le type, les couleurs, les noms et le style de la carte.</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Radius (pixels)</source>
        <translation>Rayon (pixels)</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Minimum unit</source>
        <translation>Unité minimale</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Unit</source>
        <translation>Unité</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Classes left alone</source>
        <translation>Classes laissées telles quelles</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Regularised map</source>
        <translation>Carte régularisée</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Pixels changed</source>
        <translation>Pixels changés</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Patches merged</source>
        <translation>Taches rattachées</translation>
    </message>
    <message>
        <location filename="../../processing/regularise.py"/>
        <source>Patches still under the minimum unit</source>
        <translation>Taches encore sous l'unité minimale</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Sampling design</source>
        <translation>Plan d'échantillonnage d'une carte</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Draws a probability sample of the pixels of a map, to be labelled: each point keeps its stratum, its cluster and its chance of being drawn, which the accuracy needs.</source>
        <translation>Tire un échantillon probabiliste des pixels d'une carte, à étiqueter : chaque point garde sa strate, sa grappe et sa probabilité d'inclusion, dont la précision a besoin.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Raster of classes by whole numbers; pixels without data are not drawn.</source>
        <translation>Raster de classes par nombres entiers ; les pixels sans donnée ne sont pas tirés.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>simple random; stratified by the map's classes; systematic, a grid from a random corner; cluster, square blocks of pixels.</source>
        <translation>simple (aléatoire simple) ; stratified (stratifié par les classes de la carte) ; systematic (une grille depuis un coin tiré au hasard) ; cluster (blocs carrés de pixels).</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Points, or clusters. Empty: as many as the standard error needs.</source>
        <translation>Points, ou grappes. Vide : autant qu'il en faut pour l'erreur type.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Wanted of the overall accuracy where no size is given; the allocation chosen decides how many that takes.</source>
        <translation>Voulue pour la précision globale quand aucune taille n'est donnée ; la répartition choisie décide du nombre qu'il faut.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Of a stratified sample: equal, the same in each class; proportional to areas; neyman, least variance of the overall accuracy; mixed, at least 50 in small classes, the rest in proportion.</source>
        <translation>D'un échantillon stratifié : equal, autant dans chaque classe ; proportional, selon les surfaces ; neyman, moindre variance de la précision globale ; mixed, au moins 50 dans les petites classes, le reste en proportion.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Expected user's accuracies</source>
        <translation>Précisions de l'utilisateur attendues</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>CSV of two columns, number of the class and user's accuracy expected; 0.8 where nothing is said. For sizes and the neyman allocation.</source>
        <translation>CSV de deux colonnes, numéro de la classe et précision de l'utilisateur attendue ; 0,8 où rien n'est dit. Pour les tailles et la répartition neyman.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Between points, in the unit of the map; 0 for none. Points then no longer have quite the chances that they keep.</source>
        <translation>Entre les points, dans l'unité de la carte ; 0 pour aucune. Les points n'ont alors plus tout à fait les probabilités qu'ils gardent.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Side of the square blocks drawn, in pixels of the map.</source>
        <translation>Côté des blocs carrés tirés, en pixels de la carte.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Drawn inside each cluster; 0 for all its pixels.</source>
        <translation>Tirés dans chaque grappe ; 0 pour tous ses pixels.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>The same seed on the same map is the same sample.</source>
        <translation>La même graine sur la même carte donne le même échantillon.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Leaves the map's class out of the points, so that it does not sway who labels them.</source>
        <translation>Laisse la classe de la carte hors des points, pour qu'elle n'influence pas la personne qui étiquette.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Points in an order that tells nothing, with the fields stratum, incl_prob and cluster, and those to fill: ref_class, alt_class, confidence, labeller, comment.</source>
        <translation>Points dans un ordre qui ne dit rien, avec les champs stratum, incl_prob et cluster, et ceux à remplir : ref_class, alt_class, confidence, labeller, comment.</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Standard error</source>
        <translation>Erreur type</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Allocation</source>
        <translation>Répartition</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Least distance</source>
        <translation>Distance minimale</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Side of a cluster</source>
        <translation>Côté d'une grappe</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Points of a cluster</source>
        <translation>Points d'une grappe</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Blind</source>
        <translation>En aveugle</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Sample</source>
        <translation>Échantillon</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Points drawn</source>
        <translation>Points tirés</translation>
    </message>
    <message>
        <location filename="../../processing/samplingdesign.py"/>
        <source>Points without room</source>
        <translation>Points sans place</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Figure of a scene</source>
        <translation>Figure d'une scène</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Makes a page to publish of a scene: the areas of interest outlined in red, title, date and sensor, scale bar, north, longitudes and latitudes, and the credit that the data ask for.</source>
        <translation>Fait d'une scène une page à publier : les zones d'intérêt cernées de rouge, titre, date et capteur, barre d'échelle, nord, longitudes et latitudes, et la mention que les données demandent.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Product of any family that Bocage reads (a folder may be given as text), shown by LOOK; or a raster with its own style.</source>
        <translation>Produit de toute famille que Bocage lit (un dossier peut être donné en texte), montré selon LOOK ; ou un raster avec son propre style.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Polygons of any layer or file, outlined in red with their hectares: those selected where some are. A zipped file, or the address of a file or of a data set of data.gouv.fr, may be given as text.</source>
        <translation>Polygones de toute couche ou fichier, cernés de rouge avec leurs hectares : ceux qui sont sélectionnés s'il y en a. Un fichier zippé, ou l'adresse d'un fichier ou d'un jeu de données de data.gouv.fr, peut être donné en texte.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>The name of the area if empty, else the tile.</source>
        <translation>Le nom de la zone si vide, sinon la tuile.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Colours</source>
        <translation>Couleurs</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>natural, false_colour (near infrared, red, green), swir or NDVI, each with one fixed stretch: two dates compare.</source>
        <translation>natural (couleurs naturelles), false_colour (proche infrarouge, rouge, vert), swir ou NDVI, chacune avec un étirement fixe : deux dates se comparent.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>What the map shows; if empty, the areas with a margin, or the whole scene without areas.</source>
        <translation>Ce que montre la carte ; si vide, les zones avec une marge, ou toute la scène sans zone.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Page</source>
        <translation>Page</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Size and direction of the page; slide is 16:9.</source>
        <translation>Taille et sens de la page ; slide est en 16:9.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>300 for print, 150 for a screen.</source>
        <translation>300 pour l'impression, 150 pour un écran.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Of the figure: that of QGIS, English or French.</source>
        <translation>De la figure : celle de QGIS, anglais ou français.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>PNG, PDF or SVG, by its extension.</source>
        <translation>PNG, PDF ou SVG, selon son extension.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>If empty, the line that the owner of the data asks for, as in: contains modified Copernicus Sentinel data 2018; what is simulated says so. A dash prints none.</source>
        <translation>Si vide, la ligne que demande le propriétaire des données, comme : contient des données Copernicus Sentinel modifiées 2018 ; ce qui est simulé le dit. Un tiret n'en imprime aucune.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Percent of the size of the areas, where EXTENT is empty.</source>
        <translation>Pour cent de la taille des zones, si EXTENT est vide.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>North</source>
        <translation>Nord</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>true points to the pole, grid along the northings of the map; which one is written beside the arrow.</source>
        <translation>true montre le pôle, grid suit les ordonnées de la carte ; lequel est écrit à côté de la flèche.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Areas to outline</source>
        <translation>Zones à cerner</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Title</source>
        <translation>Titre</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Dots an inch</source>
        <translation>Points par pouce</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Figure</source>
        <translation>Figure</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Denominator of the scale</source>
        <translation>Dénominateur de l'échelle</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Hectares of the areas, on the ellipsoid</source>
        <translation>Hectares des zones, sur l'ellipsoïde</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Credit that was printed</source>
        <translation>Mention imprimée</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Credit</source>
        <translation>Mention des sources</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Margin around the areas (%)</source>
        <translation>Marge autour des zones (%)</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Scale bar</source>
        <translation>Barre d'échelle</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Round lengths, measured on the ellipsoid.</source>
        <translation>Longueurs rondes, mesurées sur l'ellipsoïde.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Longitudes and latitudes</source>
        <translation>Longitudes et latitudes</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Ticks and numbers around the map.</source>
        <translation>Graduations et nombres autour de la carte.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Locator</source>
        <translation>Carte de situation</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Small map of the countries around, in a corner of the map, where QGIS has its map of the world.</source>
        <translation>Petite carte des pays voisins, dans un coin de la carte, si QGIS a sa carte du monde.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>Georeference</source>
        <translation>Géoréférence</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>World file and coordinate system beside a PNG, inside a PDF.</source>
        <translation>Fichier de calage et système de coordonnées à côté d'un PNG, dans un PDF.</translation>
    </message>
    <message>
        <location filename="../../processing/scenefigure.py"/>
        <source>PNG picture</source>
        <translation>Image PNG</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>From a series to a map</source>
        <translation>D'une série à une carte</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>The whole way in one run: gaps of a series filled, reference polygons split, a classifier trained, the map made and regularised, and its accuracy told from polygons kept apart. It is a model: the file opens in the model designer, to be changed.</source>
        <translation>Tout le chemin en une fois : lacunes d'une série comblées, polygones de référence répartis, classifieur entraîné, carte faite et régularisée, et sa précision dite par des polygones gardés à part. C'est un modèle : le fichier s'ouvre dans le modeleur, pour être changé.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Products of one place, rasters whose names, metadata or bands hold dates, folders of both.</source>
        <translation>Produits d'un même lieu, rasters dont les noms, les métadonnées ou les bandes portent des dates, dossiers des deux.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Rasters that are 0 where the images are clear: one a date, or one with a band a date. Products bring their own.</source>
        <translation>Rasters à 0 là où les images sont claires : un par date, ou un seul avec une bande par date. Les produits ont les leurs.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Polygons of known class, in any coordinate system.</source>
        <translation>Polygones de classe connue, dans n'importe quel système de coordonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Field of the class, number or name as in the table of classes.</source>
        <translation>Champ de la classe, numéro ou nom comme dans la table des classes.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Of polygons in training, validation and test, in any unit; two numbers are training and test. A class of few polygons trains first, then is tested.</source>
        <translation>Des polygones en apprentissage, validation et test, dans n'importe quelle unité ; deux nombres sont apprentissage et test. Une classe de peu de polygones apprend d'abord, puis est testée.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>random_forest is the one of the maps of France. Discriminants, nearest_mean and k_nearest need nothing installed; the others are trained by scikit-learn.</source>
        <translation>random_forest est celui des cartes de France. Les discriminants, nearest_mean et k_nearest ne demandent rien à installer ; les autres s'apprennent avec scikit-learn.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Of the split and of the training: the same seed on the same data is the same map.</source>
        <translation>De la répartition et de l'apprentissage : la même graine sur les mêmes données donne la même carte.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>The map is smoothed by majority in a window of twice this and one pixels a side; 0: it is not.</source>
        <translation>La carte est lissée par majorité dans une fenêtre dont le côté est le double de ce rayon plus un pixel ; 0 : elle ne l'est pas.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Patches of fewer pixels than this join a neighbour, the smallest first. 0: none do.</source>
        <translation>Les taches de moins de pixels rejoignent une voisine, les plus petites d'abord. 0 : aucune.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Accuracies inside the polygons of the test, kept apart from training, in the language of QGIS.</source>
        <translation>Précisions à l'intérieur des polygones du test, gardés à part de l'apprentissage, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>The reference polygons with their split (train, validation, test).</source>
        <translation>Les polygones de référence avec leur lot (train, validation, test).</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Reference data</source>
        <translation>Données de référence</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Shares</source>
        <translation>Parts</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>Classifier</source>
        <translation>Classifieur</translation>
    </message>
    <message>
        <location filename="../../processing/seriestomap.py"/>
        <source>The model file, which maps other places and years with the same features.</source>
        <translation>Le fichier de modèle, qui cartographie d'autres lieux et d'autres années avec les mêmes variables.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Simulate a Sentinel-2 L1C product</source>
        <translation>Simuler un produit Sentinel-2 L1C</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Writes an L1C product of a synthetic ground, or of an L2A product, under a known sky, with its truth beside it: surface reflectance, aerosols, water vapour, clouds, shadows.</source>
        <translation>Écrit un produit L1C d'un sol synthétique, ou d'un produit L2A, sous un ciel connu, avec sa vérité à côté : réflectance de surface, aérosols, vapeur d'eau, nuages, ombres.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>The word bocage, for a synthetic landscape through the year; or the path of an L2A product whose reflectance is taken as the ground.</source>
        <translation>Le mot bocage, pour un paysage synthétique au fil de l'année ; ou le chemin d'un produit L2A dont la réflectance sert de sol.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Empty for flat ground, the word mountain for a synthetic massif, or the path of a raster.</source>
        <translation>Vide pour un sol plat, le mot mountain pour un massif synthétique, ou le chemin d'un raster.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Altitude of flat ground (m)</source>
        <translation>Altitude du sol plat (m)</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Where there is no elevation, in metres.</source>
        <translation>En mètres, quand il n'y a pas de relief.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>As 2018-05-17 or 2018-05-17T11:06:31Z; 11:06:31 where no time is given. It gives the sun and the season.</source>
        <translation>Comme 2018-05-17 ou 2018-05-17T11:06:31Z ; 11:06:31 si l'heure n'est pas donnée. Elle donne le soleil et la saison.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Mean over the scene; it drifts over some kilometres, and thins out upwards.</source>
        <translation>Moyenne de la scène ; elle varie sur quelques kilomètres et diminue avec l'altitude.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Optical properties of the simulated aerosols.</source>
        <translation>Propriétés optiques des aérosols simulés.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Mean column above the ground, in g/cm2; it drifts over some kilometres, and thins out upwards.</source>
        <translation>Colonne moyenne au-dessus du sol, en g/cm2 ; elle varie sur quelques kilomètres et diminue avec l'altitude.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Clouds</source>
        <translation>Nuages</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Kind of clouds; mixed has cumulus, altocumulus and cirrus at three heights.</source>
        <translation>Genre de nuages ; mixed réunit cumulus, altocumulus et cirrus à trois hauteurs.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Cloud cover</source>
        <translation>Couverture nuageuse</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Share of the sky that clouds fill, 0 to 0.95.</source>
        <translation>Part du ciel que les nuages occupent, de 0 à 0,95.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>What happened to the ground since other dates, that could be taken for clouds.</source>
        <translation>Ce qui est arrivé au sol depuis les autres dates, et qu'on pourrait prendre pour des nuages.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Variation of the aerosols</source>
        <translation>Variation des aérosols</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Largest distance from the mean, as a share of it: 0 gives the same aerosols everywhere.</source>
        <translation>Plus grand écart à la moyenne, en part de celle-ci : 0 donne les mêmes aérosols partout.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Variation of the water vapour</source>
        <translation>Variation de la vapeur d'eau</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Largest distance from the mean, as a share of it: 0 gives the same column everywhere.</source>
        <translation>Plus grand écart à la moyenne, en part de celle-ci : 0 donne la même colonne partout.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>The same everywhere, in cm-atm.</source>
        <translation>La même partout, en cm-atm.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Orbit</source>
        <translation>Orbite</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>0 or 1: either of two neighbouring relative orbits.</source>
        <translation>0 ou 1 : l'une ou l'autre de deux orbites relatives voisines.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Seed of the sky</source>
        <translation>Graine du ciel</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Another number draws other clouds and aerosols.</source>
        <translation>Un autre nombre tire d'autres nuages et d'autres aérosols.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Seed of the ground</source>
        <translation>Graine du sol</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Keep it through a series, so that the landscape stays the same.</source>
        <translation>Gardez-la d'un bout à l'autre d'une série, pour que le paysage reste le même.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Size (m)</source>
        <translation>Taille (m)</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Side of the square, a multiple of 120 m.</source>
        <translation>Côté du carré, multiple de 120 m.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Signal to noise of 150, as Sentinel-2 has at low reflectance.</source>
        <translation>Rapport signal sur bruit de 150, celui de Sentinel-2 aux faibles réflectances.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>The ground around a pixel scatters light into its line of sight.</source>
        <translation>Le sol autour d'un pixel diffuse de la lumière dans sa ligne de visée.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>The product and the folder of its truth are made inside it.</source>
        <translation>Le produit et le dossier de sa vérité y sont créés.</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Ground</source>
        <translation>Sol</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Date and time (UTC)</source>
        <translation>Date et heure (UTC)</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Sensor noise</source>
        <translation>Bruit du capteur</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Adjacency</source>
        <translation>Effets d'environnement</translation>
    </message>
    <message>
        <location filename="../../processing/simulatel1c.py"/>
        <source>Truth</source>
        <translation>Vérité</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Split samples</source>
        <translation>Partager les échantillons</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Deals reference polygons to training, validation and test, whole polygons and never pixels, class by class and region by region. Geometries are repaired, borders cut, what is drawn twice is found, and polygons that overlap stay together. Says counts and areas of each split.</source>
        <translation>Répartit les polygones de référence entre apprentissage, validation et test, par polygones entiers et jamais par pixel, classe par classe et région par région. Les géométries sont réparées, les bords ôtés, les doublons trouvés, et les polygones qui se recouvrent restent ensemble. Dit les nombres et les surfaces de chaque lot.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Polygons or points of known class, in any coordinate system.</source>
        <translation>Polygones ou points de classe connue, dans n'importe quel système de coordonnées.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>The same seed on the same features is the same split.</source>
        <translation>La même graine sur les mêmes entités donne le même partage.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Field of the region: each class is split in each region by itself.</source>
        <translation>Champ de la région : chaque classe est partagée dans chaque région séparément.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Field of what belongs together, such as the farm or the block: features with the same value are in the same split.</source>
        <translation>Champ de ce qui va ensemble, comme l'exploitation ou l'îlot : les entités de même valeur sont dans le même lot.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Polygons beyond it are left out at random, in the proportions of splits and regions; 0 for no limit.</source>
        <translation>Les polygones en trop sont laissés de côté au hasard, dans les proportions des lots et des régions ; 0 pour aucune limite.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Metres taken off inside the border of polygons, against pixels of two classes; a polygon of which nothing is left is left out.</source>
        <translation>Mètres ôtés à l'intérieur du bord des polygones, contre les pixels de deux classes ; un polygone dont il ne reste rien est laissé de côté.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Of the result; that of the input if empty.</source>
        <translation>Du résultat ; celui de l'entrée si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>The features with their fields, and split (train, validation, test), class, class_name, polygon (the number of the group) and area_ha, on the ellipsoid.</source>
        <translation>Les entités avec leurs champs, et split (train, validation, test), class, class_name, polygon (le numéro du groupe) et area_ha, sur l'ellipsoïde.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Counts and areas by class and split, and what was left out and why, in the language of QGIS.</source>
        <translation>Nombres et surfaces par classe et par lot, et ce qui a été laissé de côté et pourquoi, dans la langue de QGIS.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Classes as a table</source>
        <translation>Classes en table</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>CSV of number, name, French name and colour of the classes: a table of classes for the training and names for the accuracy.</source>
        <translation>CSV des numéros, noms, noms français et couleurs des classes : une table de classes pour l'apprentissage, et des noms pour la précision d'une carte.</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Region</source>
        <translation>Région</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Most polygons a class</source>
        <translation>Polygones par classe, au plus</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Border cut</source>
        <translation>Bord ôté</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Polygons for training</source>
        <translation>Polygones d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Polygons for validation</source>
        <translation>Polygones de validation</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Polygons for the test</source>
        <translation>Polygones de test</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>Features left out</source>
        <translation>Entités laissées de côté</translation>
    </message>
    <message>
        <location filename="../../processing/splitsamples.py"/>
        <source>SHA-256 of the training polygons</source>
        <translation>SHA-256 des polygones d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Stack the bands of a product</source>
        <translation>Empiler les bandes d'un produit</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Writes chosen bands, indices and layers of one product on one grid, in one GeoTIFF: physical values by its scales, wavelengths, names and what made it inside, no data where flags say so.</source>
        <translation>Écrit des bandes, indices et couches choisis d'un produit sur une grille, dans un GeoTIFF : valeurs physiques par ses échelles, longueurs d'onde, noms et ce qui l'a fait à l'intérieur, pas de donnée là où les indicateurs le disent.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Any product that Bocage reads: folder (as text), archive, metadata file, or the identifier of a scene in the index.</source>
        <translation>Tout produit que Bocage lit : dossier (comme texte), archive, fichier de métadonnées, ou identifiant d'une scène de l'index.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Names (B4), roles (red, nir, swir1), indices (NDVI), formulas (nir / red) and layers (aot, water_vapour), separated by commas, in the order of the output. Empty: every band.</source>
        <translation>Noms (B4), rôles (red, nir, swir1), indices (NDVI), formules (nir / red) et couches (aot, water_vapour), séparés par des virgules, dans l'ordre de la sortie. Vide : toutes les bandes.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>In units of the product's coordinate system; that of the finest band used if empty.</source>
        <translation>Dans l'unité du système de coordonnées du produit ; celle de la bande la plus fine employée si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Part of the product, any coordinate system; the whole of it if empty.</source>
        <translation>Partie du produit, tout système de coordonnées ; le produit entier si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Of bands: auto copies where pixels coincide, takes the mean by area on larger pixels, else is bilinear. Masks and layers are always taken from the nearest pixel.</source>
        <translation>Des bandes : auto copie là où les pixels coïncident, prend la moyenne par surface sur des pixels plus grands, sinon est bilinéaire. Masques et couches viennent toujours du pixel le plus proche.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Pixels that bear one of these flags become no data in every band; none if empty.</source>
        <translation>Les pixels qui portent un de ces indicateurs deviennent sans donnée dans toutes les bandes ; aucun si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are.</source>
        <translation>int16 : réflectance et indices fois 10 000, l'échelle dite dans le fichier ; float32 : tels quels.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Images of MUSCATE products</source>
        <translation>Images des produits MUSCATE</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>FRE is corrected for slopes and SRE is not; auto takes FRE where the product has it.</source>
        <translation>FRE est corrigée des pentes et SRE ne l'est pas ; auto prend FRE là où le produit l'a.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>GeoTIFF, with its style for natural colours where red, green and blue are in it.</source>
        <translation>GeoTIFF, avec son style en couleurs naturelles là où il contient le rouge, le vert et le bleu.</translation>
    </message>
    <message>
        <location filename="../../processing/stack.py"/>
        <source>Stack</source>
        <translation>Pile</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Synthesis of a period</source>
        <translation>Synthèse d'une période</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>One cloud-free product of a month or so: the mean of the clear dates of a tile, weighted by how near clouds are, by aerosols and by date, orbits brought to one direction; in the layout of Theia's L3A products (FRC, DTS, WGT, FLG).</source>
        <translation>Un produit sans nuage d'un mois environ : la moyenne des dates claires d'une tuile, pondérée par la proximité des nuages, les aérosols et la date, les orbites ramenées à une seule direction ; au format des produits L3A de Theia (FRC, DTS, WGT, FLG).</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>L2A products of one tile, folders that hold some, identifiers of scenes in the index.</source>
        <translation>Produits L2A d'une tuile, dossiers qui en contiennent, identifiants de scènes de l'index.</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Day in the middle of the period, as 2018-07-15; the middle of the series if empty.</source>
        <translation>Jour au milieu de la période, comme 2018-07-15 ; le milieu de la série si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Products farther from the central date are left out; at this distance they weigh half.</source>
        <translation>Les produits plus éloignés de la date centrale sont écartés ; à cette distance ils pèsent moitié.</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Brings reflectance to a view from the nadir under the mean sun of the period, so that two orbits leave no seam.</source>
        <translation>Ramène la réflectance à une vue au nadir sous le soleil moyen de la période, pour que deux orbites ne laissent pas de couture.</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>The product's own folder, named as Theia names it, is made inside.</source>
        <translation>Le dossier du produit, nommé comme Theia le nomme, y est créé.</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Central date</source>
        <translation>Date centrale</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Days before and after</source>
        <translation>Jours avant et après</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Correct directions</source>
        <translation>Corriger les directions</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Folder of the product</source>
        <translation>Dossier du produit</translation>
    </message>
    <message>
        <location filename="../../processing/synthesis.py"/>
        <source>Identifier</source>
        <translation>Identifiant</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Train a classifier</source>
        <translation>Entraîner un classifieur</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Learns classes from the pixels of any rasters under reference polygons, judges what it learned by polygons kept apart, and writes a model file that holds data and no code. Discriminants, nearest mean and nearest neighbours need nothing; forests, boosting and support vectors are trained by scikit-learn, and predict without it.</source>
        <translation>Apprend les classes des pixels de n'importe quels rasters sous des polygones de référence, juge ce qu'il a appris par des polygones gardés à part, et écrit un fichier modèle qui contient des données et aucun code. Les discriminants, la plus proche moyenne et les plus proches voisins n'ont besoin de rien ; les forêts, le boosting et les vecteurs de support s'apprennent avec scikit-learn, et prédisent sans lui.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>All bands of all rasters are features: series, indices, relief, radar, embeddings. They are read on the grid of the first; the map needs the same features.</source>
        <translation>Toutes les bandes de tous les rasters sont des variables : séries, indices, relief, radar, plongements. Elles sont lues sur la grille du premier ; la carte demande les mêmes variables.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Polygons or points of known class, in any coordinate system, as they are or from Split samples.</source>
        <translation>Polygones ou points de classe connue, dans n'importe quel système de coordonnées, tels quels ou issus de Partager les échantillons.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>The same seed on the same data is the same model.</source>
        <translation>La même graine sur les mêmes données donne le même modèle.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Field whose values train and validation say who learns and who judges; the rest is not looked at. Empty: polygons are drawn by the next parameter.</source>
        <translation>Champ dont les valeurs train et validation disent qui apprend et qui juge ; le reste n'est pas regardé. Vide : les polygones sont tirés selon le paramètre suivant.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Share kept apart</source>
        <translation>Part gardée à part</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of the polygons of each class, to judge by, where no field says it. Their pixels never train. 0: the model says nothing of how good it is.</source>
        <translation>Des polygones de chaque classe, pour juger, là où aucun champ ne le dit. Leurs pixels n'apprennent jamais. 0 : le modèle ne dit rien de sa qualité.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Field of what belongs together: features with the same value all learn or all judge.</source>
        <translation>Champ de ce qui va ensemble : les entités de même valeur apprennent toutes ou jugent toutes.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Trainings with other draws of polygons and other seeds, whose spread tells how much is chance. The model is that of the first.</source>
        <translation>Apprentissages avec d'autres tirages de polygones et d'autres graines, dont la dispersion dit la part du hasard. Le modèle est celui du premier.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>none: as many as there are; balanced: all classes weigh the same, so rare ones are mapped more often than they are.</source>
        <translation>none : autant qu'il y en a ; balanced : toutes les classes pèsent autant, et les rares sont cartographiées plus souvent qu'elles ne sont.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Drawn at random over all polygons of the class; 0 for all.</source>
        <translation>Tirés au hasard sur tous les polygones de la classe ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>So that one large polygon is not the whole class; 0 for all.</source>
        <translation>Pour qu'un grand polygone ne soit pas toute la classe ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Polygons, each of which gets a model of its own from the samples inside.</source>
        <translation>Polygones qui reçoivent chacun un modèle, appris des échantillons à l'intérieur.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Field of the regions; their number if empty.</source>
        <translation>Champ des régions ; leur numéro si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Blend</source>
        <translation>Fondu</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Metres on either side of a border over which the probabilities of two regions pass into each other; 0 for a sharp border.</source>
        <translation>Mètres de part et d'autre d'une limite sur lesquels les probabilités de deux régions passent de l'une à l'autre ; 0 pour une limite nette.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of neighbours: uniform, or by the inverse of their distance.</source>
        <translation>Des voisins : uniformes, ou selon l'inverse de leur distance.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of nearest_mean and k_nearest: no unit weighs more than another.</source>
        <translation>De nearest_mean et k_nearest : aucune unité ne pèse plus qu'une autre.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>The model file: arrays and JSON in a zip, with classes, features, settings, and how good it was on polygons kept apart.</source>
        <translation>Le fichier modèle : des tableaux et du JSON dans un zip, avec classes, variables, réglages, et sa qualité sur les polygones gardés à part.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>How good the model was inside polygons kept apart, by class, and what it learned from.</source>
        <translation>La qualité du modèle dans les polygones gardés à part, par classe, et ce dont il a appris.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Split</source>
        <translation>Lot</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Regions</source>
        <translation>Régions</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Name of the region</source>
        <translation>Nom de la région</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Trees</source>
        <translation>Arbres</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of a forest: more are slower, and hardly ever worse.</source>
        <translation>D'une forêt : davantage est plus lent, et presque jamais moins bon.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Depth</source>
        <translation>Profondeur</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Levels of a tree of a forest; 0 for no limit.</source>
        <translation>Niveaux d'un arbre d'une forêt ; 0 pour aucune limite.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Samples in a leaf</source>
        <translation>Échantillons par feuille</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Fewest pixels in a leaf of a forest.</source>
        <translation>Pixels d'une feuille d'une forêt, au moins.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Features in a fork</source>
        <translation>Variables par embranchement</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Tried at each fork of a forest; 0 for the square root of their number.</source>
        <translation>Essayées à chaque embranchement d'une forêt ; 0 pour la racine carrée de leur nombre.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Rounds</source>
        <translation>Tours</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of gradient boosting, a tree for each class.</source>
        <translation>Du boosting, un arbre par classe.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Learning rate</source>
        <translation>Taux d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of gradient boosting: a smaller one wants more rounds.</source>
        <translation>Du boosting : un plus petit demande plus de tours.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Leaves</source>
        <translation>Feuilles</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Most leaves of a tree of gradient boosting.</source>
        <translation>Feuilles d'un arbre du boosting, au plus.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Cost</source>
        <translation>Coût</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of support vectors: the larger, the fewer errors are borne.</source>
        <translation>Des vecteurs de support : plus il est grand, moins les erreurs sont tolérées.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of the Gaussian kernel of support vectors, on features in deviations; 0 for one over their number.</source>
        <translation>Du noyau gaussien des vecteurs de support, sur des variables en écarts-types ; 0 pour l'inverse de leur nombre.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Neighbours</source>
        <translation>Voisins</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>That vote, of k_nearest.</source>
        <translation>Qui votent, de k_nearest.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Regularisation</source>
        <translation>Régularisation</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Of quadratic_discriminant: share of the unit matrix in each covariance.</source>
        <translation>De quadratic_discriminant : part de la matrice unité dans chaque covariance.</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Votes</source>
        <translation>Votes</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Features in deviations</source>
        <translation>Variables en écarts-types</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Overall accuracy in polygons kept apart</source>
        <translation>Précision globale dans les polygones gardés à part</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Mean F1 in polygons kept apart</source>
        <translation>F1 moyen dans les polygones gardés à part</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Pixels that train</source>
        <translation>Pixels qui apprennent</translation>
    </message>
    <message>
        <location filename="../../processing/train.py"/>
        <source>Polygons that train</source>
        <translation>Polygones qui apprennent</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Vectorise a map</source>
        <translation>Vectoriser une carte</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Makes polygons of the patches of a map of classes, with their name, their area on the ellipsoid, mean and spread of confidence and validity, and shares of another map's classes.</source>
        <translation>Fait des polygones des taches d'une carte de classes, avec leur nom, leur surface sur l'ellipsoïde, moyenne et dispersion de la confiance et de la validité, et parts des classes d'une autre carte.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Raster on the same pixels, as written by bocage:classify.</source>
        <translation>Raster sur les mêmes pixels, tel qu'écrit par bocage:classify.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Raster on the same pixels: how many clear dates each pixel has.</source>
        <translation>Raster sur les mêmes pixels : combien de dates claires a chaque pixel.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Map on the same pixels, the one before regularisation for instance: one field a class holds the percent of the polygon's pixels that it has.</source>
        <translation>Carte sur les mêmes pixels, celle d'avant la régularisation par exemple : un champ par classe contient le pour cent des pixels du polygone qui l'ont.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>none: along the pixels. smooth: through the middles of their sides, half a pixel off at most; neighbours keep one line, without gap or overlap.</source>
        <translation>none : le long des pixels. smooth : par le milieu de leurs côtés, à un demi-pixel au plus ; les voisins gardent une même ligne, sans vide ni recouvrement.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Patches smaller than this join a neighbour first, as in bocage:regularise. 0: none do.</source>
        <translation>Les taches plus petites rejoignent d'abord une voisine, comme dans bocage:regularise. 0 : aucune.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Names of the classes: CSV of number and name, or oso_17 or oso_23. Empty: those of the map.</source>
        <translation>Noms des classes : CSV de numéro et nom, ou oso_17 ou oso_23. Vide : ceux de la carte.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Fields: class, name, pixels, area_ha; conf_mean, conf_std, valid_mean, valid_std; pct_ and the number of each class counted.</source>
        <translation>Champs : class, name, pixels, area_ha ; conf_mean, conf_std, valid_mean, valid_std ; pct_ et le numéro de chaque classe comptée.</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Map counted inside</source>
        <translation>Carte comptée à l'intérieur</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Outlines</source>
        <translation>Contours</translation>
    </message>
    <message>
        <location filename="../../processing/vectorise.py"/>
        <source>Area of all polygons (ha)</source>
        <translation>Surface de tous les polygones (ha)</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Series of zones</source>
        <translation>Séries de zones</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Statistics of bands and indices under polygons through dates: a table with one row for each zone, date and variable, the share of the zone that was clear, and the share without data. Each pixel counts by the exact share of it that the zone covers.</source>
        <translation>Statistiques de bandes et d'indices sous des polygones au fil des dates : une table avec une ligne par zone, date et variable, la part dégagée de la zone et la part sans donnée. Chaque pixel compte pour la part exacte que la zone en couvre.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Products, folders that hold products, and identifiers of scenes in the index. Products of several tiles, zones and sensors may be mixed.</source>
        <translation>Produits, dossiers qui contiennent des produits, et identifiants de scènes de l'index. Des produits de plusieurs tuiles, fuseaux et capteurs peuvent être mêlés.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Polygons in any coordinate system. Invalid ones are repaired, or left out and named in the log.</source>
        <translation>Polygones de tout système de coordonnées. Ceux qui ne sont pas valides sont réparés, ou laissés de côté et nommés dans le journal.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Field that names a zone in the table; the number of the feature if empty.</source>
        <translation>Champ qui nomme une zone dans la table ; le numéro de l'entité si vide.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Indices (NDVI), roles (red, nir, swir1), names (B4), formulas (nir / red) and layers (aot), separated by commas.</source>
        <translation>Indices (NDVI), rôles (red, nir, swir1), noms (B4), formules (nir / red) et couches (aot), séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>A pixel that bears one of them does not count.</source>
        <translation>Un pixel qui en porte un ne compte pas.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Statistics</source>
        <translation>Statistiques</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Columns of the table; p05 to p95 are percentiles.</source>
        <translation>Colonnes de la table ; p05 à p95 sont des centiles.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Weights</source>
        <translation>Poids</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>area: each pixel by the exact share of it that the zone covers; centre: the pixels whose centre lies inside, each for one.</source>
        <translation>area : chaque pixel pour la part exacte que la zone en couvre ; centre : les pixels dont le centre est dedans, chacun pour un.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Zones seen by several tiles</source>
        <translation>Zones vues par plusieurs tuiles</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>best: one row a zone and overpass, from the tile that saw most of it; all: one row a tile.</source>
        <translation>best : une ligne par zone et passage, de la tuile qui en a vu le plus ; all : une ligne par tuile.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Rows whose clear share is smaller, 0 to 1, keep it but have no statistics.</source>
        <translation>Les lignes dont la part dégagée est plus petite, de 0 à 1, la gardent mais n'ont pas de statistiques.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Table without geometry: zone, date, time, product, platform, level, tile, variable, statistics, count, pixels, clear, nodata.</source>
        <translation>Table sans géométrie : zone, date, time, product, platform, level, tile, variable, statistiques, count, pixels, clear, nodata.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Table (CSV)</source>
        <translation>Table (CSV)</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>The same table as text, commas between columns.</source>
        <translation>La même table en texte, des virgules entre les colonnes.</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Bands and indices</source>
        <translation>Bandes et indices</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Least clear share</source>
        <translation>Plus petite part dégagée</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Zones with a row</source>
        <translation>Zones ayant une ligne</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Products read</source>
        <translation>Produits lus</translation>
    </message>
    <message>
        <location filename="../../processing/zonalseries.py"/>
        <source>Products left out</source>
        <translation>Produits laissés de côté</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Account</source>
        <translation>Compte</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Name, password or key for this source: an authentication configuration of QGIS.</source>
        <translation>Nom, mot de passe ou clé pour cette source : une configuration d'authentification de QGIS.</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>No account</source>
        <translation>Aucun compte</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Account for {source}</source>
        <translation>Compte pour {source}</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Configurations...</source>
        <translation>Configurations...</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Open an account on the web...</source>
        <translation>Ouvrir un compte sur le web...</translation>
    </message>
    <message>
        <location filename="../../ui/account.py"/>
        <source>Take this server off the list</source>
        <translation>Retirer ce serveur de la liste</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Area</source>
        <translation>Zone</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Where to look for scenes; clouds are counted over this area.</source>
        <translation>Où chercher les scènes ; les nuages sont comptés sur cette zone.</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Draw</source>
        <translation>Tracer</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Draw a polygon on the map: click for a corner, right click ends.</source>
        <translation>Tracer un polygone sur la carte : un clic par sommet, le clic droit termine.</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Area of a file: any vector format, zipped or not.</source>
        <translation>Zone d'un fichier : tout format vecteur, zippé ou non.</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Notre-Dame-des-Landes, indicative, about 1,650 ha: not the legal perimeter, which the State publishes on data.gouv.fr: give its address as a file or address.</source>
        <translation>Notre-Dame-des-Landes, indicatif, environ 1 650 ha : ce n'est pas le périmètre légal, que l'État publie sur data.gouv.fr : donner son adresse comme fichier ou adresse.</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Layer of the area</source>
        <translation>Couche de la zone</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>path, or https://...</source>
        <translation>chemin, ou https://...</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>File or address of the area</source>
        <translation>Fichier ou adresse de la zone</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Any vector file, zipped or not, or an address: that of a file, or of the page of a data set of data.gouv.fr; Enter reads it.</source>
        <translation>Tout fichier vectoriel, zippé ou non, ou une adresse : celle d'un fichier, ou de la page d'un jeu de données de data.gouv.fr ; Entrée le lit.</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Reading the area</source>
        <translation>Lecture de la zone</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>What the map shows</source>
        <translation>Ce que montre la carte</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Drawn polygon</source>
        <translation>Polygone tracé</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Layer or selected feature</source>
        <translation>Couche ou entité sélectionnée</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>File or address</source>
        <translation>Fichier ou adresse</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Everywhere</source>
        <translation>Partout</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>Drawn area</source>
        <translation>Zone tracée</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>{count} areas of {source}</source>
        <translation>{count} zones de {source}</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>{name}: {hectares} ha</source>
        <translation>{name} : {hectares} ha</translation>
    </message>
    <message>
        <location filename="../../ui/area_chooser.py"/>
        <source>{layer} holds {count} features: select those that count.</source>
        <translation>{layer} contient {count} entités : sélectionner celles qui comptent.</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Scenes found</source>
        <translation>Scènes trouvées</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Time that the search took</source>
        <translation>Durée de la recherche</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Which dates are there, and which are clear over the area? Begin with the products of this computer, or with a server.</source>
        <translation>Quelles dates existent, et lesquelles sont claires sur la zone ? Commencer par les produits de cet ordinateur, ou par un serveur.</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>{found} scenes, {clear} clear over the area</source>
        <translation>{found} scènes, dont {clear} claires sur la zone</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>1 scene, {clear} clear over the area</source>
        <translation>1 scène, dont {clear} claire sur la zone</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>The newest {found} scenes, {clear} clear over the area</source>
        <translation>Les {found} scènes les plus récentes, dont {clear} claires sur la zone</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>No scene</source>
        <translation>Aucune scène</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Folder of products</source>
        <translation>Dossier de produits</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Folder for the L2A products</source>
        <translation>Dossier pour les produits L2A</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Folder for downloads</source>
        <translation>Dossier pour les téléchargements</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>The search of the index</source>
        <translation>La recherche dans l'index</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Index a folder of products</source>
        <translation>Indexer un dossier de produits</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Clear: at most {percent:g} % of the area is hidden.</source>
        <translation>Claire : au plus {percent:g} % de la zone est cachée.</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Searching {server}</source>
        <translation>Recherche auprès de {server}</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Search the Copernicus Data Space (CDSE)</source>
        <translation>Chercher sur Copernicus Data Space (CDSE)</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Press Search to ask {server}.</source>
        <translation>Appuyer sur Chercher pour interroger {server}.</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Search</source>
        <translation>Chercher</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>The search of {server}</source>
        <translation>La recherche auprès de {server}</translation>
    </message>
    <message>
        <location filename="../../ui/catalogue_page.py"/>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <location filename="../../ui/comparison.py"/>
        <source>{scene} ...</source>
        <translation>{scene} ...</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>The server has no scene that meets these conditions: widen one of them and search again.</source>
        <translation>Le serveur n'a aucune scène qui remplisse ces conditions : en élargir une et chercher de nouveau.</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>No product is indexed yet.</source>
        <translation>Aucun produit n'est encore indexé.</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>the limit on cloud</source>
        <translation>la limite de nuages</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>Any cloud</source>
        <translation>Tous les nuages</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>the level</source>
        <translation>le niveau</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>All levels</source>
        <translation>Tous les niveaux</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>the sensor</source>
        <translation>le capteur</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>All sensors</source>
        <translation>Tous les capteurs</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>the dates</source>
        <translation>les dates</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>All dates</source>
        <translation>Toutes les dates</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>the area</source>
        <translation>la zone</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>No scene meets all the conditions together.</source>
        <translation>Aucune scène ne remplit toutes les conditions ensemble.</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>Index a folder</source>
        <translation>Indexer un dossier</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>{count} of {indexed} indexed scenes without {condition}</source>
        <translation>{count} scènes indexées sur {indexed} sans {condition}</translation>
    </message>
    <message>
        <location filename="../../ui/empty_panel.py"/>
        <source>No scene meets these conditions, nor does taking away one of them help: {indexed} are indexed elsewhere and at other dates.</source>
        <translation>Aucune scène ne remplit ces conditions, et en ôter une n'y change rien : {indexed} sont indexées ailleurs et à d'autres dates.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>This computer</source>
        <translation>Cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Another server...</source>
        <translation>Un autre serveur...</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Folders of this computer that were indexed, or a server.</source>
        <translation>Dossiers de cet ordinateur qui ont été indexés, ou un serveur.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Add a folder</source>
        <translation>Ajouter un dossier</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Index a folder of products, in the background.</source>
        <translation>Indexer un dossier de produits, en arrière-plan.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Update</source>
        <translation>Actualiser</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Look again at the folders that were indexed: new products, moved and deleted ones.</source>
        <translation>Relire les dossiers indexés : produits nouveaux, déplacés ou supprimés.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Address of the server</source>
        <translation>Adresse du serveur</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Landing page of a STAC API; Enter adds it to the list.</source>
        <translation>Page d'accueil d'une API STAC ; Entrée l'ajoute à la liste.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Period</source>
        <translation>Période</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Fills in the dates.</source>
        <translation>Remplit les dates.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Cloud over the area, at most</source>
        <translation>Nuages sur la zone, au plus</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Share of the area hidden by clouds and shadows, at most; over the product where no mask tells. 100 % keeps the scenes that nobody knows the clouds of.</source>
        <translation>Part de la zone cachée par les nuages et les ombres, au plus ; sur le produit là où aucun masque ne le dit. 100 % garde les scènes dont personne ne connaît les nuages.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Sensor</source>
        <translation>Capteur</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Satellites</source>
        <translation>Satellites</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>L1C: top of atmosphere; L2A: surface; L3A: monthly synthesis</source>
        <translation>L1C : haut de l'atmosphère ; L2A : surface ; L3A : synthèse mensuelle</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>any</source>
        <translation>toutes</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>all dates</source>
        <translation>toutes les dates</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>last 30 days</source>
        <translation>30 derniers jours</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>last 3 months</source>
        <translation>3 derniers mois</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>last 12 months</source>
        <translation>12 derniers mois</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>this year</source>
        <translation>cette année</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>last year</source>
        <translation>l'an dernier</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>these dates</source>
        <translation>ces dates</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>Ask the server. It is given up after {seconds:g} s without an answer.</source>
        <translation>Interroger le serveur. La recherche est abandonnée après {seconds:g} s sans réponse.</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>all sensors</source>
        <translation>tous les capteurs</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>all levels</source>
        <translation>tous les niveaux</translation>
    </message>
    <message>
        <location filename="../../ui/filters.py"/>
        <source>{name}, UTC, included</source>
        <translation>{name}, UTC, incluse</translation>
    </message>
    <message>
        <location filename="../../ui/job_bar.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../ui/job_bar.py"/>
        <source>Stop: {title}</source>
        <translation>Arrêter : {title}</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/actions.py"/>
        <source>{name} is not in the toolbox: enable the Bocage provider in the options of Processing.</source>
        <translation>{name} n'est pas dans la boîte à outils : activer le fournisseur Bocage dans les options de Traitements.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/actions.py"/>
        <source>{file} cannot be shown: it is gone, or it is no layer.</source>
        <translation>{file} ne peut être montré : il n'est plus là, ou ce n'est pas une couche.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Trained by scikit-learn.</source>
        <translation>Entraîné par scikit-learn.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Names of spyndex's table (NDVI, NDWI, EVI) or formulas (nir / red), computed on each date of the series; separated by commas.</source>
        <translation>Noms de la table de spyndex (NDVI, NDWI, EVI) ou formules (nir / red), calculés à chaque date de la série ; séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Other rasters</source>
        <translation>Autres rasters</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Others</source>
        <translation>Autres</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Relief, radar, embeddings: brought to the pixels of the series.</source>
        <translation>Relief, radar, plongements : amenés sur les pixels de la série.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Those of the first half of the list are trained by scikit-learn; the map needs it no more.</source>
        <translation>Ceux de la première moitié de la liste sont entraînés par scikit-learn ; la carte n'en a plus besoin.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Drawn at random over all training polygons of the class; 0 for all.</source>
        <translation>Tirés au hasard dans tous les polygones d'apprentissage de la classe ; 0 pour tous.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Trainings with other draws, whose spread tells how much is chance; the model is that of the first.</source>
        <translation>Apprentissages avec d'autres tirages, dont la dispersion dit la part du hasard ; le modèle est celui du premier.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>All classes weigh the same</source>
        <translation>Classes de même poids</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Rare classes are then mapped more often than they are.</source>
        <translation>Les classes rares sont alors cartographiées plus souvent qu'elles ne sont.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Pixels a class</source>
        <translation>Pixels par classe</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Inside the area only</source>
        <translation>Dans la zone seulement</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Nothing outside its outline is mapped.</source>
        <translation>Rien n'est cartographié hors de son contour.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Percent of the trees that vote for the class, or the probability of the class.</source>
        <translation>Pourcentage des arbres qui votent pour la classe, ou probabilité de la classe.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Number of clear dates of each pixel.</source>
        <translation>Nombre de dates claires de chaque pixel.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>One band a class.</source>
        <translation>Une bande par classe.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Smoothed map</source>
        <translation>Carte lissée</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>A second map, by majority in a window; the first one stays.</source>
        <translation>Une deuxième carte, par majorité dans une fenêtre ; la première reste.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Of the window of the majority; 0 for none.</source>
        <translation>De la fenêtre de la majorité ; 0 pour aucune.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Minimum unit (pixels)</source>
        <translation>Unité minimale (pixels)</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Smaller patches join a neighbour; 0: none do.</source>
        <translation>Les taches plus petites rejoignent une voisine ; 0 : aucune.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>With</source>
        <translation>Avec</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>minimum unit</source>
        <translation>unité minimale</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>radius</source>
        <translation>rayon</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>That of the maps of France: many features, few settings.</source>
        <translation>Celle des cartes de France : beaucoup de variables, peu de réglages.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>A forest of more random trees: faster to train, close in accuracy.</source>
        <translation>Une forêt d'arbres plus aléatoires : plus vite entraînée, précision voisine.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Often the most accurate on many samples, slower to train.</source>
        <translation>Souvent le plus précis sur beaucoup d'échantillons, plus lent à entraîner.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Good with few samples; slow beyond 10,000 pixels.</source>
        <translation>Bons avec peu d'échantillons ; lents au-delà de 10 000 pixels.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Fast, few samples are enough, straight borders between classes.</source>
        <translation>Rapide, peu d'échantillons suffisent, frontières droites entre classes.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Needs more pixels in each class than there are features.</source>
        <translation>Demande plus de pixels par classe qu'il n'y a de variables.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Votes of the nearest samples: simple, slower to map.</source>
        <translation>Votes des échantillons les plus proches : simple, plus lent à cartographier.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>The mean of each class: a first look.</source>
        <translation>La moyenne de chaque classe : un premier aperçu.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Needs nothing installed.</source>
        <translation>Ne demande rien d'installé.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>Needs scikit-learn, which this QGIS does not have: choose another, or add it with the package python3-scikit-learn (OSGeo4W) or python3-sklearn (Linux).</source>
        <translation>Demande scikit-learn, que ce QGIS n'a pas : choisir un autre, ou l'ajouter par le paquet python3-scikit-learn (OSGeo4W) ou python3-sklearn (Linux).</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/choice_forms.py"/>
        <source>{name} (needs scikit-learn)</source>
        <translation>{name} (demande scikit-learn)</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/form.py"/>
        <source>All of the images</source>
        <translation>Toute l'étendue des images</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/form.py"/>
        <source>What the map shows now</source>
        <translation>Ce que montre la carte maintenant</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/form.py"/>
        <source>Part of the images that is read and mapped.</source>
        <translation>Partie des images qui est lue et cartographiée.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/form.py"/>
        <source>The area of the Catalogue page, as it is now</source>
        <translation>La zone de la page Catalogue, telle qu'elle est maintenant</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>ready</source>
        <translation>prête</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>running</source>
        <translation>en cours</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>done</source>
        <translation>faite</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>out of date</source>
        <translation>périmée</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>Run the step</source>
        <translation>Exécuter l'étape</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>In the background</source>
        <translation>En arrière-plan</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>In the toolbox</source>
        <translation>Dans la boîte à outils</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>The algorithm's own dialog, filled in; what it makes feeds the next steps too</source>
        <translation>La fenêtre de l'algorithme, remplie ; ce qu'il fait alimente aussi les étapes suivantes</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>Stop this step; what was made before stays</source>
        <translation>Arrêter cette étape ; ce qui était fait reste</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>Run again</source>
        <translation>Exécuter à nouveau</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/panel.py"/>
        <source>Made: {files}</source>
        <translation>Produit : {files}</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Add files</source>
        <translation>Ajouter des fichiers</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Take the lines selected off the list, or all of them (Delete)</source>
        <translation>Ôter de la liste les lignes sélectionnées, ou toutes (Suppr)</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Layers</source>
        <translation>Couches</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Rasters of the project</source>
        <translation>Rasters du projet</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>Add a folder, with all that it holds</source>
        <translation>Ajouter un dossier, avec tout ce qu'il contient</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/path_list.py"/>
        <source>No raster in the project</source>
        <translation>Aucun raster dans le projet</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Needs products or rasters: take those of the catalogue, or add files or a folder.</source>
        <translation>Il faut des produits ou des rasters : prendre ceux du catalogue, ou ajouter des fichiers ou un dossier.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Needs a layer of polygons or points whose class is known.</source>
        <translation>Il faut une couche de polygones ou de points dont la classe est connue.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Needs the field that holds the class.</source>
        <translation>Il faut le champ qui contient la classe.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Needs a share for training.</source>
        <translation>Il faut une part pour l'apprentissage.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Needs scikit-learn, or another classifier.</source>
        <translation>Il faut scikit-learn, ou un autre classifieur.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Maps the classes over the area.</source>
        <translation>Cartographie les classes sur la zone.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Maps the classes over all of the series.</source>
        <translation>Cartographie les classes sur toute la série.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>one raster, folder or product</source>
        <translation>un raster, un dossier ou un produit</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Takes the rasters as they are: their bands are features. Nothing to compute.</source>
        <translation>Prend les rasters tels quels : leurs bandes sont les variables. Rien à calculer.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Random forest</source>
        <translation>Forêt aléatoire</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Extra trees</source>
        <translation>Arbres extra-aléatoires</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Gradient boosting</source>
        <translation>Gradient boosting</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Support vectors</source>
        <translation>Vecteurs de support</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Linear discriminant</source>
        <translation>Discriminant linéaire</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Quadratic discriminant</source>
        <translation>Discriminant quadratique</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Nearest mean</source>
        <translation>Moyenne la plus proche</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Nearest neighbours</source>
        <translation>Plus proches voisins</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Features</source>
        <translation>Variables</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Training</source>
        <translation>Apprentissage</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Then a smoothed map beside it.</source>
        <translation>Puis une carte lissée à côté.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>at the dates of the images</source>
        <translation>aux dates des images</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>One cloud-free image of {what}, {days} days around {date}.</source>
        <translation>Une image sans nuages de {what}, à {days} jours autour de {date}.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Nothing to compute.</source>
        <translation>Rien à calculer.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Deals whole polygons to training ({train}), validation ({validation}) and test ({test}), class by class, and counts them.</source>
        <translation>Répartit des polygones entiers entre apprentissage ({train}), validation ({validation}) et test ({test}), classe par classe, et les compte.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Learns from the training polygons with {classifier}, and judges by the validation polygons, whose pixels it never saw.</source>
        <translation>Apprend des polygones d'apprentissage ({classifier}), et juge par les polygones de validation, dont il n'a jamais vu les pixels.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>{count} products or rasters</source>
        <translation>{count} produits ou rasters</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Fills what clouds hide in {what}, {step}, from {start} to {end}.</source>
        <translation>Comble ce que cachent les nuages dans {what}, {step}, de {start} à {end}.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>the middle of the series</source>
        <translation>le milieu de la série</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>every {days} days</source>
        <translation>tous les {days} jours</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>the first image</source>
        <translation>la première image</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>the last image</source>
        <translation>la dernière image</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>All bands of the series are features.</source>
        <translation>Toutes les bandes de la série sont des variables.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>All bands of the series and of one other raster are features.</source>
        <translation>Toutes les bandes de la série et d'un autre raster sont des variables.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>All bands of the series and of {count} other rasters are features.</source>
        <translation>Toutes les bandes de la série et de {count} autres rasters sont des variables.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/recipes.py"/>
        <source>Computes {indices} on each date of the series.</source>
        <translation>Calcule {indices} à chaque date de la série.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/runner.py"/>
        <source>{step} waits for step {number}, {other}: run it first.</source>
        <translation>{step} attend l'étape {number}, {other} : l'exécuter d'abord.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Reference data of a file, which comes on the map</source>
        <translation>Données de référence d'un fichier, qui vient sur la carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Layer</source>
        <translation>Couche</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Names</source>
        <translation>Noms</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Names and colours of the classes: shipped, or a CSV of number, name, French name and colour (#rrggbb).</source>
        <translation>Noms et couleurs des classes : fournis, ou un CSV de numéro, nom, nom français et couleur (#rrvvbb).</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Metres taken off inside the border of polygons, against pixels of two classes.</source>
        <translation>Mètres ôtés à l'intérieur du bord des polygones, contre les pixels de deux classes.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Field of the class</source>
        <translation>Champ de la classe</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Number or name of the class.</source>
        <translation>Numéro ou nom de la classe.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Field of what belongs together</source>
        <translation>Champ de ce qui va ensemble</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Such as the farm: features with the same value are in the same split.</source>
        <translation>Comme l'exploitation : les entités de même valeur sont dans le même lot.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Of the polygons of each class, in any unit.</source>
        <translation>Des polygones de chaque classe, dans n'importe quelle unité.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>train</source>
        <translation>apprentissage</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>validation</source>
        <translation>validation</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>test</source>
        <translation>test</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>as the field holds them</source>
        <translation>tels que dans le champ</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>17 classes of the 2016 map of France</source>
        <translation>17 classes de la carte de France 2016</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>23 classes of the current map of France</source>
        <translation>23 classes de la carte de France actuelle</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>A table...</source>
        <translation>Une table...</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Share for training</source>
        <translation>Part d'apprentissage</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Share for validation</source>
        <translation>Part de validation</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Share for the test</source>
        <translation>Part de test</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>Polygons or points</source>
        <translation>Polygones ou points</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>All files</source>
        <translation>Tous les fichiers</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/samples_form.py"/>
        <source>{file} holds no polygons and no points: choose a vector file that does.</source>
        <translation>{file} ne contient ni polygones ni points : choisir un fichier vecteur qui en a.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Kind of series</source>
        <translation>Genre de série</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>How the images become features.</source>
        <translation>Comment les images deviennent des variables.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>none yet</source>
        <translation>aucune encore</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>The L2A scenes that the catalogue lists and this computer has</source>
        <translation>Les scènes L2A que liste le catalogue et qu'a cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>those of the products</source>
        <translation>ceux des produits</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Roles (red, nir, swir1) or names (B4), separated by commas.</source>
        <translation>Rôles (red, nir, swir1) ou noms (B4), séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>all in common</source>
        <translation>toutes en commun</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Indices of each date</source>
        <translation>Indices de chaque date</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Names (NDVI) or formulas (nir / red), computed on each date before its gaps are filled.</source>
        <translation>Noms (NDVI) ou formules (nir / red), calculés à chaque date avant que ses trous soient comblés.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Rasters that are 0 where plain images are clear, one a date or one band a date. Products have their own.</source>
        <translation>Rasters qui valent 0 où de simples images sont claires, un par date ou une bande par date. Les produits ont les leurs.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>First date of the calendar.</source>
        <translation>Première date du calendrier.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>first image</source>
        <translation>1re image</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>The calendar has no date after it.</source>
        <translation>Le calendrier n'a pas de date après elle.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>last image</source>
        <translation>dernière image</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source> d</source>
        <translation> j</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Linear never leaves the range of its neighbours; Whittaker is a smooth curve close to the clear dates.</source>
        <translation>Le linéaire ne sort jamais de l'intervalle de ses voisines ; Whittaker est une courbe lisse proche des dates claires.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Every</source>
        <translation>Tous les</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Day in the middle of the period.</source>
        <translation>Jour au milieu de la période.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>middle</source>
        <translation>milieu</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Products farther from the central date are left out.</source>
        <translation>Les produits plus loin de la date centrale sont laissés de côté.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>filled</source>
        <translation>comblées</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Regular dates, gaps filled</source>
        <translation>Dates régulières, trous comblés</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>One synthesis of a period</source>
        <translation>Une synthèse d'une période</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Rasters that are ready</source>
        <translation>Rasters déjà prêts</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>linear</source>
        <translation>linéaire</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/series_form.py"/>
        <source>Catalogue ({count})</source>
        <translation>Catalogue ({count})</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/shown.py"/>
        <source>Classes, smoothed</source>
        <translation>Classes, lissées</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/shown.py"/>
        <source>Confidence (%)</source>
        <translation>Confiance (%)</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Polygons and hectares by class</source>
        <translation>Polygones et hectares par classe</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Double click or Enter: another colour.</source>
        <translation>Double clic ou Entrée : une autre couleur.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Scores by class</source>
        <translation>Scores par classe</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Polygons of the class that judged.</source>
        <translation>Polygones de la classe qui ont jugé.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Mean of user's and producer's accuracy (harmonic); the bar is the 95 % interval by polygon.</source>
        <translation>Moyenne (harmonique) des précisions de l'utilisateur et du producteur ; la barre est l'intervalle à 95 % par polygone.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Share of what is mapped as the class that is of it.</source>
        <translation>Part de ce qui est cartographié comme la classe qui en est.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Share of the class that is mapped as it.</source>
        <translation>Part de la classe qui est cartographiée comme elle.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>{value} ({low} to {high})</source>
        <translation>{value} ({low} à {high})</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Polygons (ha)</source>
        <translation>Polygones (ha)</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Judges</source>
        <translation>Juges</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>User's</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Producer's</source>
        <translation>Producteur</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>{name}: {pixels} pixels trained</source>
        <translation>{name} : {pixels} pixels ont appris</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>nothing to learn</source>
        <translation>rien à apprendre</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>not judged</source>
        <translation>non jugée</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>few to learn</source>
        <translation>peu pour apprendre</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>few to judge</source>
        <translation>peu pour juger</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>No polygon trains: the class cannot be mapped.</source>
        <translation>Aucun polygone n'apprend : la classe ne peut être cartographiée.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>No polygon judges: nothing will be known of how well the class is mapped.</source>
        <translation>Aucun polygone ne juge : on ne saura rien de la qualité de cette classe.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Fewer than 5 polygons train: the class may be mapped poorly elsewhere.</source>
        <translation>Moins de 5 polygones apprennent : la classe peut être mal cartographiée ailleurs.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>Fewer than 10 polygons judge: intervals will be wide.</source>
        <translation>Moins de 10 polygones jugent : les intervalles seront larges.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/tables.py"/>
        <source>{polygons} polygons, {hectares} ha</source>
        <translation>{polygons} polygones, {hectares} ha</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{classes} classes; {train} polygons to learn from, {validation} to judge by, {test} for the end.</source>
        <translation>{classes} classes ; {train} polygones pour apprendre, {validation} pour juger, {test} pour la fin.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Something it was made of has changed since. What it made is still there.</source>
        <translation>Ce dont elle a été faite a changé depuis. Ce qu'elle a produit est toujours là.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Its files are no longer where they were written: run it again.</source>
        <translation>Ses fichiers ne sont plus où ils ont été écrits : l'exécuter à nouveau.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>No polygon judged: nothing is known of how good this model is.</source>
        <translation>Aucun polygone n'a jugé : on ne sait rien de la qualité de ce modèle.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>This is not the accuracy of the map, which a sample of it tells.</source>
        <translation>Ce n'est pas la précision de la carte, que dira un échantillon de celle-ci.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Overall accuracy {estimate} inside {count} polygons kept apart, mean F1 {f1}.</source>
        <translation>Précision globale {estimate} dans {count} polygones gardés à part, F1 moyen {f1}.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{count} classes on the map.</source>
        <translation>{count} classes sur la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{images} dates used, {bands} bands written.</source>
        <translation>{images} dates utilisées, {bands} bandes écrites.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Waits for step {number}, {other}.</source>
        <translation>Attend l'étape {number}, {other}.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{count} bands of indices.</source>
        <translation>{count} bandes d'indices.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>One class is poor.</source>
        <translation>Une classe est pauvre.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>One feature left out: the report says why.</source>
        <translation>Une entité laissée de côté : le rapport dit pourquoi.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{count} bands.</source>
        <translation>{count} bandes.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Over {count} runs: {low} to {high}.</source>
        <translation>Sur {count} répétitions : {low} à {high}.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Mean confidence {percent} %.</source>
        <translation>Confiance moyenne {percent} %.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>Without class: {percent} %.</source>
        <translation>Sans classe : {percent} %.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{clear} clear dates a pixel on average.</source>
        <translation>{clear} dates claires par pixel en moyenne.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>series</source>
        <translation>série</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>clear dates</source>
        <translation>dates claires</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>indices</source>
        <translation>indices</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>report</source>
        <translation>rapport</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>samples on the map</source>
        <translation>échantillons sur la carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>folder of the model</source>
        <translation>dossier du modèle</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>map</source>
        <translation>carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>smoothed map</source>
        <translation>carte lissée</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>confidence</source>
        <translation>confiance</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>probabilities</source>
        <translation>probabilités</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{count} of the classes are poor.</source>
        <translation>{count} des classes sont pauvres.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover/words.py"/>
        <source>{count} features left out: the report says why.</source>
        <translation>{count} entités laissées de côté : le rapport dit pourquoi.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Change</source>
        <translation>Changer</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Another folder for what the steps write</source>
        <translation>Un autre dossier pour ce qu'écrivent les étapes</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Run all that remain</source>
        <translation>Exécuter ce qui reste</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Validate the map</source>
        <translation>Valider la carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>The Validation page, on this map</source>
        <translation>La page Validation, sur cette carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Draw a sample</source>
        <translation>Tirer un échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Points of known chance on this map, to be labelled</source>
        <translation>Des points de probabilité connue sur cette carte, à étiqueter</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Accuracy of the map</source>
        <translation>Précision de la carte</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>The map against a labelled sample</source>
        <translation>La carte face à un échantillon étiqueté</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Results in</source>
        <translation>Résultats dans</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Made by the algorithm's own dialog.</source>
        <translation>Produit par la fenêtre de l'algorithme.</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Every step that is not done or is out of date, one after the other, in the background</source>
        <translation>Chaque étape qui n'est pas faite ou qui est périmée, l'une après l'autre, en arrière-plan</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>Folder of the results</source>
        <translation>Dossier des résultats</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>{done} of {count} steps done</source>
        <translation>{done} étapes sur {count} faites</translation>
    </message>
    <message>
        <location filename="../../ui/landcover_page.py"/>
        <source>The map is made. {words}</source>
        <translation>La carte est faite. {words}</translation>
    </message>
    <message>
        <location filename="../../ui/messages.py"/>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Index</source>
        <translation>Indice</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Add to map</source>
        <translation>Ajouter à la carte</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>The selected scenes as layers, those of a server as previews (Enter)</source>
        <translation>Les scènes sélectionnées comme couches, celles d'un serveur en aperçu (Entrée)</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Outline area</source>
        <translation>Contour de la zone</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>The area as a red outline above the scenes</source>
        <translation>La zone en contour rouge au-dessus des scènes</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Scene and area to a PNG or a PDF, with scale bar, date and credit</source>
        <translation>Scène et zone en PNG ou PDF, avec échelle, date et crédit</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Correct to L2A</source>
        <translation>Corriger en L2A</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>The selected L1C scenes to surface reflectance, in the background</source>
        <translation>Les scènes L1C sélectionnées en réflectance de surface, en arrière-plan</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Download</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>The selected scenes of a server</source>
        <translation>Les scènes sélectionnées d'un serveur</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Diagnostics, settings</source>
        <translation>Diagnostic, réglages</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Masks, with their legend</source>
        <translation>Masques, avec leur légende</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>With settings...</source>
        <translation>Avec réglages...</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Into another folder...</source>
        <translation>Dans un autre dossier...</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Zoom to the area</source>
        <translation>Zoomer sur la zone</translation>
    </message>
    <message>
        <location filename="../../ui/page_buttons.py"/>
        <source>Copy diagnostics</source>
        <translation>Copier le diagnostic</translation>
    </message>
    <message>
        <location filename="../../ui/parts.py"/>
        <source>A band (B4), a role (red, nir), an index (NDVI), or a formula of roles: (nir - red) / (nir + red).</source>
        <translation>Une bande (B4), un rôle (red, nir), un indice (NDVI), ou une formule de rôles : (nir - red) / (nir + red).</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>outside the product</source>
        <translation>hors du produit</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>no data</source>
        <translation>sans donnée</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Choose the profile tool and click the map: the series of that point comes here.</source>
        <translation>Choisir l'outil profil et cliquer sur la carte : la série de ce point vient ici.</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Series of points</source>
        <translation>Séries de points</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>The plot needs matplotlib, which this Python lacks: install it, or export the table.</source>
        <translation>Le graphique a besoin de matplotlib, absent de ce Python : installez-le, ou exportez la table.</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Date (UTC)</source>
        <translation>Date (UTC)</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Export the series</source>
        <translation>Exporter la série</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Export as PNG</source>
        <translation>Exporter en PNG</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Export as SVG</source>
        <translation>Exporter en SVG</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>Export as CSV</source>
        <translation>Exporter en CSV</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>N</source>
        <translation>N</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>E</source>
        <translation>E</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>W</source>
        <translation>O</translation>
    </message>
    <message>
        <location filename="../../ui/plots.py"/>
        <source>no unit</source>
        <translation>sans unité</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Band, index or formula</source>
        <translation>Bande, indice ou formule</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>All found</source>
        <translation>Toutes les trouvées</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>&amp;Profile</source>
        <translation>&amp;Profil</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Click the map: the series of that point through the dates listed. Enter picks the middle of the map.</source>
        <translation>Cliquez sur la carte : la série de ce point à travers les dates listées. Entrée prend le milieu de la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Mean of the nine pixels around the point instead of the pixel that holds it.</source>
        <translation>Moyenne des neuf pixels autour du point au lieu du pixel qui le contient.</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Through all scenes that the catalogue lists, and not only those on the map.</source>
        <translation>À travers toutes les scènes que le catalogue liste, et pas seulement celles de la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>&amp;Of</source>
        <translation>&amp;De</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>3 x 3 mean</source>
        <translation>Moyenne 3 x 3</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Clear points</source>
        <translation>Effacer les points</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>No scene of this computer is listed: add some to the map first.</source>
        <translation>Aucune scène de cet ordinateur n'est listée : ajoutez-en d'abord à la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/profile.py"/>
        <source>Series of {point}</source>
        <translation>Série de {point}</translation>
    </message>
    <message>
        <location filename="../../ui/quicklook.py"/>
        <source>Quicklook</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <location filename="../../ui/quicklook.py"/>
        <source>This product has no quicklook.</source>
        <translation>Ce produit n'a pas d'aperçu.</translation>
    </message>
    <message>
        <location filename="../../ui/quicklook.py"/>
        <source>Reading the quicklook</source>
        <translation>Lecture de l'aperçu</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>the folders</source>
        <translation>les dossiers</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>{count} products in the index, {added} of them new.</source>
        <translation>{count} produits dans l'index, dont {added} nouveaux.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>The list of failures</source>
        <translation>La liste des échecs</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Downloading {count} scenes</source>
        <translation>Téléchargement de {count} scènes</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Diagnostics are on the clipboard.</source>
        <translation>Le diagnostic est dans le presse-papiers.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Select a scene that is on disk or online: a missing one cannot be shown.</source>
        <translation>Sélectionner une scène qui est sur disque ou en ligne : une scène absente ne peut pas être montrée.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Reading the scene</source>
        <translation>Lecture de la scène</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Choose an area first: draw it, or take it from a layer or a file.</source>
        <translation>Choisir d'abord une zone : la tracer, ou la prendre d'une couche ou d'un fichier.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Indexing {folder}</source>
        <translation>Indexation de {folder}</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Everything that was found could be read.</source>
        <translation>Tout ce qui a été trouvé a pu être lu.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Select a level 1C scene that is on disk.</source>
        <translation>Sélectionner une scène de niveau 1C qui est sur le disque.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Select a scene of a server: those on disk are here already.</source>
        <translation>Sélectionner une scène d'un serveur : celles du disque sont déjà là.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Select a scene that is on disk.</source>
        <translation>Sélectionner une scène qui est sur le disque.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Diagnostics</source>
        <translation>Diagnostic</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>{count} could not be read.</source>
        <translation>{count} n'ont pas pu être lus.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Clouds by kilometre, {folder}</source>
        <translation>Nuages par kilomètre, {folder}</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>The figure is in {file}.</source>
        <translation>La figure est dans {file}.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Reading the masks</source>
        <translation>Lecture des masques</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>Correcting {scene}</source>
        <translation>Correction de {scene}</translation>
    </message>
    <message>
        <location filename="../../ui/scene_actions.py"/>
        <source>{done} files are there, {missing} are not: download the same scenes again, it goes on where it stopped.</source>
        <translation>{done} fichiers sont là, {missing} n'y sont pas : relancer le téléchargement des mêmes scènes, il reprend où il s'était arrêté.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>online</source>
        <translation>en ligne</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>missing</source>
        <translation>absente</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>cloud unknown</source>
        <translation>nuages inconnus</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>on disk</source>
        <translation>sur disque</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>elsewhere</source>
        <translation>ailleurs</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Share of the area hidden by clouds and shadows, from the product's masks; in italics, the producer's percentage over the whole product.</source>
        <translation>Part de la zone cachée par les nuages et les ombres, d'après les masques du produit ; en italique, le pourcentage du producteur sur tout le produit.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Nothing tells how cloudy this scene is.</source>
        <translation>Rien ne dit combien cette scène est nuageuse.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Over the whole product, as its producer says.</source>
        <translation>Sur tout le produit, d'après son producteur.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>{share:.0f} % clear</source>
        <translation>{share:.0f} % clair</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Over the area, from {source}.</source>
        <translation>Sur la zone, d'après {source}.</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>the masks</source>
        <translation>les masques</translation>
    </message>
    <message>
        <location filename="../../ui/scene_model.py"/>
        <source>Covers {share:.0f} % of the area.</source>
        <translation>Couvre {share:.0f} % de la zone.</translation>
    </message>
    <message>
        <location filename="../../ui/series_list.py"/>
        <source>Arrows step through dates, B blinks the two selected, S swipes them, Home and End go to the first and the last.</source>
        <translation>Les flèches passent de date en date, B fait clignoter les deux choisies, S les compare au rideau, Début et Fin vont à la première et à la dernière.</translation>
    </message>
    <message>
        <location filename="../../ui/series_list.py"/>
        <source>Look</source>
        <translation>Rendu</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Another look</source>
        <translation>Autre rendu</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Reading the scenes</source>
        <translation>Lecture des scènes</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>No scene is on the map. Select scenes in the catalogue and add them: they are listed here by date.</source>
        <translation>Aucune scène n'est sur la carte. Choisissez-en dans le catalogue et ajoutez-les : elles sont listées ici par date.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Look of all scenes</source>
        <translation>Rendu de toutes les scènes</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Seconds that each date stays while blinking.</source>
        <translation>Secondes que chaque date reste pendant le clignotement.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Place of the line of the swipe: arrow keys move it.</source>
        <translation>Place de la ligne du rideau : les flèches la déplacent.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Earlier date (left arrow in the list)</source>
        <translation>Date précédente (flèche gauche dans la liste)</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Later date (right arrow in the list)</source>
        <translation>Date suivante (flèche droite dans la liste)</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>&amp;Blink</source>
        <translation>&amp;Clignoter</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>The two dates selected by turns (B in the list); without a selection, the current date and the one before it.</source>
        <translation>Les deux dates choisies tour à tour (B dans la liste) ; sans choix, la date courante et celle qui la précède.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>&amp;Swipe</source>
        <translation>&amp;Rideau</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>The two dates selected on each side of a line that follows the mouse (S in the list). Escape leaves.</source>
        <translation>Les deux dates choisies de part et d'autre d'une ligne qui suit la souris (S dans la liste). Échap quitte.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>&amp;Masks</source>
        <translation>&amp;Masques</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>The masks of the scenes selected, with a legend of their flags.</source>
        <translation>Les masques des scènes choisies, avec la légende de leurs drapeaux.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Pla&amp;y</source>
        <translation>&amp;Jouer</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>QGIS' temporal controller over the dates listed.</source>
        <translation>Le contrôleur temporel de QGIS sur les dates listées.</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Put {count} scenes of the catalogue on the map</source>
        <translation>Mettre {count} scènes du catalogue sur la carte</translation>
    </message>
    <message>
        <location filename="../../ui/series_page.py"/>
        <source>Those that the catalogue lists and this computer has, the newest first, at most {most} at a time.</source>
        <translation>Celles que le catalogue liste et que cet ordinateur possède, les plus récentes d'abord, au plus {most} à la fois.</translation>
    </message>
    <message>
        <location filename="../../ui/tasks.py"/>
        <source>{what} was given up after {seconds:g} s without an answer.</source>
        <translation>{what} : abandonné après {seconds:g} s sans réponse.</translation>
    </message>
    <message>
        <location filename="../../ui/tasks.py"/>
        <source>The work</source>
        <translation>Le travail</translation>
    </message>
    <message>
        <location filename="../../ui/tasks.py"/>
        <source>{name} did not succeed.</source>
        <translation>{name} n'a pas abouti.</translation>
    </message>
    <message>
        <location filename="../../ui/timeline.py"/>
        <source>Timeline</source>
        <translation>Frise des dates</translation>
    </message>
    <message>
        <location filename="../../ui/timeline.py"/>
        <source>A bar a scene, its height the clear share of the area. Click selects, wheel or drag zooms, double click on nothing shows all, arrows step from date to date.</source>
        <translation>Une barre par scène, sa hauteur est la part claire de la zone. Le clic sélectionne, la molette ou le glisser zoome, un double clic à côté montre tout, les flèches vont de date en date.</translation>
    </message>
    <message>
        <location filename="../../ui/timeline.py"/>
        <source>clear</source>
        <translation>clair</translation>
    </message>
    <message>
        <location filename="../../ui/timeline_export.py"/>
        <source>Export the timeline</source>
        <translation>Exporter la frise</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Drawing the sample</source>
        <translation>Tirage de l'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Opening the sample</source>
        <translation>Ouverture de l'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Bringing labels in</source>
        <translation>Reprise des étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Looking at the sample</source>
        <translation>Lecture de l'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Reading the classes</source>
        <translation>Lecture des classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Assessing the map</source>
        <translation>Évaluation de la carte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Reading the report</source>
        <translation>Lecture du rapport</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Choose the map, or a table of classes: there is nothing to choose among.</source>
        <translation>Choisissez la carte, ou une table de classes : il n'y a aucune classe à proposer.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>Writing {file}</source>
        <translation>Écriture de {file}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/actions.py"/>
        <source>{file} cannot be opened as a layer.</source>
        <translation>{file} ne s'ouvre pas comme une couche.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/blind.py"/>
        <source>The map shows classes: {layers}. What it says would sway the label.</source>
        <translation>Une carte de classes est visible : {layers}. Ce qu'elle dit influencerait l'étiquette.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/blind.py"/>
        <source>The points of {layers} show a field that tells the class of the map.</source>
        <translation>Les points de {layers} montrent un champ qui trahit la classe de la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/chips.py"/>
        <source>Pictures of the unit, a date each</source>
        <translation>Images de l'unité, une par date</translation>
    </message>
    <message>
        <location filename="../../ui/validation/classes.py"/>
        <source>chosen</source>
        <translation>choisie</translation>
    </message>
    <message>
        <location filename="../../ui/validation/classes.py"/>
        <source>2nd</source>
        <translation>2e</translation>
    </message>
    <message>
        <location filename="../../ui/validation/classes.py"/>
        <source>second choice</source>
        <translation>second choix</translation>
    </message>
    <message>
        <location filename="../../ui/validation/classes.py"/>
        <source>{name}, key {key}</source>
        <translation>{name}, touche {key}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>Cur&amp;ve of</source>
        <translation>Cour&amp;be de</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>Curve of</source>
        <translation>Courbe de</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>No scene of the map has a value at this unit.</source>
        <translation>Aucune scène de la carte n'a de valeur sur cette unité.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>Curve of the unit</source>
        <translation>Courbe de l'unité</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>The curve of the unit comes here.</source>
        <translation>La courbe de l'unité vient ici.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/curve.py"/>
        <source>Put scenes on the map, by the Series page: pictures and the curve of the unit come here.</source>
        <translation>Mettez des scènes sur la carte, par la page Série : les images et la courbe de l'unité viennent ici.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>Units on which the two differ</source>
        <translation>Unités sur lesquelles les deux diffèrent</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>The units on which the two differ, with both labels, as CSV</source>
        <translation>Les unités sur lesquelles les deux diffèrent, avec les deux étiquettes, en CSV</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>E&amp;xport</source>
        <translation>E&amp;xporter</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>First</source>
        <translation>Premier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>Second</source>
        <translation>Second</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>Settled</source>
        <translation>Retenue</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>{both} units labelled twice, {share} % alike, {differ} to settle</source>
        <translation>{both} unités étiquetées deux fois, {share} % d'accord, {differ} à trancher</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>Settle on this class</source>
        <translation>Retenir cette classe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>sure: {word}</source>
        <translation>sûr : {word}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/doubt_cards.py"/>
        <source>or {name}</source>
        <translation>ou {name}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form.py"/>
        <source>Labelling</source>
        <translation>Étiquetage</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>first interpreter</source>
        <translation>premier interprète</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>second interpreter</source>
        <translation>second interprète</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>settling the differences</source>
        <translation>arbitrage des désaccords</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>&amp;Go on after a class</source>
        <translation>Avancer a&amp;près une classe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Another sample, round or interpreter</source>
        <translation>Autre échantillon, autre passage ou autre interprète</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Write the labels that are not in the file yet</source>
        <translation>Écrire les étiquettes qui ne sont pas encore dans le fichier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Unit before (left arrow)</source>
        <translation>Unité précédente (flèche gauche)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Unit after (right arrow)</source>
        <translation>Unité suivante (flèche droite)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Next without a class</source>
        <translation>Suivante sans classe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>The next unit without a class (Enter)</source>
        <translation>L'unité suivante sans classe (Entrée)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Accuracy</source>
        <translation>Précision</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>All units have a class: what the map is worth by them</source>
        <translation>Toutes les unités ont une classe : ce que vaut la carte d'après elles</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>A class given, the next unit without one comes. Say first what you doubt: second choice, how sure, note.</source>
        <translation>Une classe donnée, l'unité suivante sans classe vient. Dites d'abord le doute : second choix, certitude, note.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Width of the map around the unit</source>
        <translation>Largeur de la carte autour de l'unité</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Units labelled</source>
        <translation>Unités étiquetées</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>{done} of {count} settled</source>
        <translation>{done} tranchées sur {count}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>{done} of {count} labelled</source>
        <translation>{done} étiquetées sur {count}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Sure</source>
        <translation>Sûr</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Page Up and Page Down</source>
        <translation>Page précédente et Page suivante</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>0  Second choice</source>
        <translation>0  Second choix</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>The next class pressed is the second choice (0)</source>
        <translation>La prochaine classe pressée est le second choix (0)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Note (F2)</source>
        <translation>Note (F2)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Take back</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>No label for this unit (Delete)</source>
        <translation>Pas d'étiquette pour cette unité (Suppr)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>← → units   ↑ ↓ dates   Enter next   Page Up/Down sure   Del take back</source>
        <translation>← → unités   ↑ ↓ dates   Entrée suivante   Page ↑↓ sûr   Suppr reprendre</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Low</source>
        <translation>Peu</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Medium</source>
        <translation>Assez</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>High</source>
        <translation>Très</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Next to settle</source>
        <translation>Suivante à trancher</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Nothing to label</source>
        <translation>Rien à étiqueter</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>Each label goes to the sample's file as it is given.</source>
        <translation>Chaque étiquette va dans le fichier de l'échantillon dès qu'elle est donnée.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>&amp;Hide</source>
        <translation>&amp;Masquer</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>0  Second choice: press its key</source>
        <translation>0  Second choix : sa touche</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>&lt;b&gt;{place}&lt;/b&gt; of {count}</source>
        <translation>&lt;b&gt;{place}&lt;/b&gt; sur {count}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>No. {name}: {place}</source>
        <translation>N° {name} : {place}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>writing</source>
        <translation>écriture</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>How sure of the class: {word} (Page Up, Page Down)</source>
        <translation>Certitude de la classe : {word} (Page précédente, Page suivante)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>{metres} m</source>
        <translation>{metres} m</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>({others} labelled here too)</source>
        <translation>({others} a étiqueté ici aussi)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>in the file</source>
        <translation>dans le fichier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/form_parts.py"/>
        <source>{count} not written</source>
        <translation>{count} non écrites</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Simple random</source>
        <translation>Aléatoire simple</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Stratified by the map's classes</source>
        <translation>Stratifié par les classes de la carte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Systematic grid</source>
        <translation>Grille systématique</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Clusters of pixels</source>
        <translation>Grappes de pixels</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Mixed: at least 50 in small classes</source>
        <translation>Mixte : au moins 50 dans les petites classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Equal in each class</source>
        <translation>Égale dans chaque classe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Proportional to areas</source>
        <translation>Proportionnelle aux surfaces</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Neyman: least variance</source>
        <translation>Neyman : variance minimale</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Choose the file</source>
        <translation>Choisir le fichier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>The algorithm's own dialog, filled in</source>
        <translation>La fenêtre de l'algorithme, remplie</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>A probability sample of the map's pixels, to be labelled: the only reference that speaks for the whole map.</source>
        <translation>Un échantillon probabiliste des pixels de la carte, à étiqueter : la seule référence qui vaille pour toute la carte.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Draw the sample</source>
        <translation>Tirer l'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>by the standard error</source>
        <translation>par l'erreur type</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>GeoPackage to write</source>
        <translation>GeoPackage à écrire</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>&amp;Design</source>
        <translation>&amp;Plan</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>How points are drawn</source>
        <translation>Comment les points sont tirés</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>&amp;Allocation</source>
        <translation>&amp;Allocation</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>How points are dealt to the classes</source>
        <translation>Comment les points sont répartis entre les classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Si&amp;ze</source>
        <translation>&amp;Taille</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Points, or clusters; left at its least, as many as the standard error needs</source>
        <translation>Points, ou grappes ; laissé au plus bas, autant que l'erreur type l'exige</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Standard &amp;error</source>
        <translation>&amp;Erreur type</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Wanted of the overall accuracy, where no size is given</source>
        <translation>Voulue de la précision globale, quand aucune taille n'est donnée</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>S&amp;ide of a cluster</source>
        <translation>&amp;Côté d'une grappe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Pixels of the map</source>
        <translation>Pixels de la carte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>P&amp;oints of a cluster</source>
        <translation>P&amp;oints d'une grappe</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Drawn inside each; 0 for all its pixels</source>
        <translation>Tirés dans chacune ; 0 pour tous ses pixels</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>See&amp;d</source>
        <translation>&amp;Graine</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>The same seed on the same map is the same sample</source>
        <translation>La même graine sur la même carte est le même échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>GeoPackage of the points, which labels go to as well</source>
        <translation>GeoPackage des points, où vont aussi les étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>The map against the labels, by the estimators of the way the sample was drawn.</source>
        <translation>La carte face aux étiquettes, par les estimateurs du plan de l'échantillon.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Assess the map</source>
        <translation>Évaluer la carte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>HTML file to write</source>
        <translation>Fichier HTML à écrire</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Labels</source>
        <translation>Étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>What the sample holds</source>
        <translation>Ce que contient l'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>How the points were drawn, as their fields tell</source>
        <translation>Comment les points ont été tirés, d'après leurs champs</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>&amp;Confidence level</source>
        <translation>Niveau de &amp;confiance</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Of the intervals</source>
        <translation>Des intervalles</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>Re&amp;port</source>
        <translation>&amp;Rapport</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>One HTML file; its figures go beside it as JSON</source>
        <translation>Un fichier HTML ; ses chiffres vont à côté en JSON</translation>
    </message>
    <message>
        <location filename="../../ui/validation/forms.py"/>
        <source>All settings...</source>
        <translation>Tous les réglages...</translation>
    </message>
    <message>
        <location filename="../../ui/validation/inputs.py"/>
        <source>Open a sample from a file</source>
        <translation>Ouvrir un échantillon d'un fichier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/inputs.py"/>
        <source>&amp;Map</source>
        <translation>Ca&amp;rte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/inputs.py"/>
        <source>The map of classes that is assessed</source>
        <translation>La carte de classes évaluée</translation>
    </message>
    <message>
        <location filename="../../ui/validation/inputs.py"/>
        <source>Sam&amp;ple</source>
        <translation>Échanti&amp;llon</translation>
    </message>
    <message>
        <location filename="../../ui/validation/inputs.py"/>
        <source>Points of a sampling design, that labels go to</source>
        <translation>Points d'un plan d'échantillonnage, où vont les étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/keeper.py"/>
        <source>{count} labels could not be written into the sample: they are in {file}</source>
        <translation>{count} étiquettes n'ont pas pu être écrites dans l'échantillon : elles sont dans {file}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/keeper.py"/>
        <source>Writing the labels</source>
        <translation>Écriture des étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>What the two differ on</source>
        <translation>Ce sur quoi les deux diffèrent</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Labels of another copy</source>
        <translation>Étiquettes d'une autre copie</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>GeoPackage (*.gpkg);;All files (*)</source>
        <translation>GeoPackage (*.gpkg);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>A table of classes</source>
        <translation>Une table de classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Tables (*.csv *.txt)</source>
        <translation>Tables (*.csv *.txt)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Choose the sample: draw one, or open its file.</source>
        <translation>Choisissez l'échantillon : tirez-en un, ou ouvrez son fichier.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>{count} labels came in.</source>
        <translation>{count} étiquettes reprises.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Write your name: labels say who gave them.</source>
        <translation>Écrivez votre nom : les étiquettes disent qui les a données.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>{count} are of units that this sample does not have.</source>
        <translation>{count} sont d'unités que cet échantillon n'a pas.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Nothing to settle: no unit is labelled twice.</source>
        <translation>Rien à trancher : aucune unité n'est étiquetée deux fois.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Save or drop the edits of {layer} first: labels go to the same file.</source>
        <translation>Enregistrez ou abandonnez d'abord les modifications de {layer} : les étiquettes vont dans le même fichier.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Written: {file}</source>
        <translation>Écrit : {file}</translation>
    </message>
    <message>
        <location filename="../../ui/validation/label_step.py"/>
        <source>Nothing to settle: {both} units are labelled twice, all alike.</source>
        <translation>Rien à trancher : {both} unités sont étiquetées deux fois, toutes de même.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/report_view.py"/>
        <source>No report yet: assess the map first, or open one made before.</source>
        <translation>Pas encore de rapport : évaluez d'abord la carte, ou ouvrez-en un déjà fait.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/report_view.py"/>
        <source>Open in the browser</source>
        <translation>Ouvrir dans le navigateur</translation>
    </message>
    <message>
        <location filename="../../ui/validation/report_view.py"/>
        <source>The whole report: figures, areas, matrices in counts and shares</source>
        <translation>Le rapport entier : figures, surfaces, matrices en effectifs et en parts</translation>
    </message>
    <message>
        <location filename="../../ui/validation/report_view.py"/>
        <source>Show its folder</source>
        <translation>Montrer son dossier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/report_view.py"/>
        <source>Open another...</source>
        <translation>Ouvrir un autre...</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Each point is a pixel of the map, to be labelled by eye without seeing what the map says. A class is a key; every label goes to the file at once.</source>
        <translation>Chaque point est un pixel de la carte, à étiqueter à l'œil sans voir ce que dit la carte. Une classe est une touche ; chaque étiquette va aussitôt dans le fichier.</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Label</source>
        <translation>Étiqueter</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Bring labels in...</source>
        <translation>Reprendre des étiquettes...</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Labels given in another copy of this sample, on another computer: they become those of the round chosen, where it has none</source>
        <translation>Étiquettes données dans une autre copie de cet échantillon, sur un autre ordinateur : elles deviennent celles du passage choisi, là où il n'en a pas</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>&amp;Interpreter</source>
        <translation>&amp;Interprète</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Your name: labels say who gave them</source>
        <translation>Votre nom : les étiquettes disent qui les a données</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>&amp;Round</source>
        <translation>&amp;Passage</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Two people label the same units, each blind to the other; then what they differ on is settled</source>
        <translation>Deux personnes étiquettent les mêmes unités, sans voir l'une l'autre ; puis leurs désaccords sont tranchés</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>&amp;Classes</source>
        <translation>&amp;Classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Their names go to the labels</source>
        <translation>Leurs noms vont dans les étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>&amp;Table</source>
        <translation>&amp;Table</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>CSV of number, name, and if wanted French name and colour (#rrggbb)</source>
        <translation>CSV : numéro, nom et, si l'on veut, nom français et couleur (#rrvvbb)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>&amp;Order</source>
        <translation>&amp;Ordre</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Seed of the order in which units come: strata do not follow one another, and the order tells nothing</source>
        <translation>Graine de l'ordre des unités : les strates ne se suivent pas, et l'ordre n'apprend rien</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Second, without seeing the first's labels</source>
        <translation>Second, sans voir les étiquettes du premier</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Settle what the two differ on</source>
        <translation>Trancher ce sur quoi ils diffèrent</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>Those of the map</source>
        <translation>Celles de la carte</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>OSO, 17 classes (2016)</source>
        <translation>OSO, 17 classes (2016)</translation>
    </message>
    <message>
        <location filename="../../ui/validation/setup.py"/>
        <source>OSO, 23 classes</source>
        <translation>OSO, 23 classes</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>&amp;2 Labels</source>
        <translation>&amp;2 Étiquettes</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>&amp;1 Sample</source>
        <translation>&amp;1 Échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>&amp;3 Accuracy</source>
        <translation>&amp;3 Précision</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>&amp;4 Report</source>
        <translation>&amp;4 Rapport</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{count} points drawn.</source>
        <translation>{count} points tirés.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>A sample</source>
        <translation>Un échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>The sample</source>
        <translation>L'échantillon</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>GeoPackage (*.gpkg)</source>
        <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>The report</source>
        <translation>Le rapport</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>HTML (*.html)</source>
        <translation>HTML (*.html)</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>A report's figures</source>
        <translation>Les chiffres d'un rapport</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>Choose the map: the sample is drawn among its pixels.</source>
        <translation>Choisissez la carte : l'échantillon est tiré parmi ses pixels.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>Choose the map and the sample.</source>
        <translation>Choisissez la carte et l'échantillon.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{file} is there and may hold labels: the name is another one now, draw again.</source>
        <translation>{file} existe et contient peut-être des étiquettes : le nom a été changé, tirez de nouveau.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>second interpreter: {count}</source>
        <translation>second interprète : {count}</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>settled: {count}</source>
        <translation>tranchées : {count}</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>Choose the GeoPackage that the sample goes to.</source>
        <translation>Choisissez le GeoPackage où va l'échantillon.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>Choose the file that the report goes to.</source>
        <translation>Choisissez le fichier où va le rapport.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{count} found no room.</source>
        <translation>{count} n'ont pas trouvé de place.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{labelled} of {count} units have a class</source>
        <translation>{labelled} unités sur {count} ont une classe</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{file} is no report of bocage:accuracy.</source>
        <translation>{file} n'est pas un rapport de bocage:accuracy.</translation>
    </message>
    <message>
        <location filename="../../ui/validation_page.py"/>
        <source>{count} labels are not in the file yet: they would be missing.</source>
        <translation>{count} étiquettes ne sont pas encore dans le fichier : elles manqueraient.</translation>
    </message>
    <message>
        <location filename="../../ui/window.py"/>
        <source>Bocage catalogue</source>
        <translation>Catalogue Bocage</translation>
    </message>
    <message>
        <location filename="../../ui/window.py"/>
        <source>Scenes on disk and on servers: dates, clouds over the area, on the map</source>
        <translation>Scènes sur disque et sur serveurs : dates, nuages sur la zone, sur la carte</translation>
    </message>
</context>
</TS>
