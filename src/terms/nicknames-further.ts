/**
 * More forms of given names, in the format of `nicknames.ts`: double names of Spain and Latin America, and names of
 * Eastern and Northern Europe. Compiled by hand from common usage, checked against the hypocorism lists of the
 * Wikipedia in Spanish, Catalan, Polish, Russian and Dutch and against behindthename.com.
 */
const table = `
adolf adolfo adolphe fito dolfi
adrian adriano hadrian adrien
agatha agata agueda agathe
agustina augustina tina
alba albina
aleksey alexei alexey alexis aliosha alyosha lyosha alexej
amparo amparito
anamaria anamari annemarie annamaria
anastasia nastya nastia stacy stacey anastasija tasia
anselm anselmo
arnold arnaldo arnaud arnie arnd
balthasar baltasar balto
bartolomeo barto
bernadette berna bernarda bernadeta
bianca blanca blanche
boris borya
brian bryan brayan
candelaria cande candela
cassandra cass cassie sandra
cayetana tana
cayetano gaetano tano cajetan
celestino tino
celia celi
clotilde clo cloti
consuelo chelo consolacion
cosimo cosme
cristobalina tina
dagmar daggi
dariusz darek dario darius
demetrio dimitri dmitri dmitry dima dimitrios dimitris mitya demetrius
domenica dominga dominica mimma
elias elijah eli ilya ilia elia
emiliano emil emi
encarnacion encarna encarni
esperanza espe hope
esther ester hester
eulalia lali laia eulàlia
eusebio sebio euse
faustino tino fausto
fernanda nanda fer ferdinanda
fiona fi
francisca javiera
fyodor fedor fedya teodor feodor
genevieve genoveva geno ginette
gennady genadi gena
georgina georgia georgie gina
gerardo lalo
giacomina mina
giovanna gianna vanna
gonzalo gonza chalo
grace gracia gracie
graciela chela
grzegorz gregor
gunther gunter guenter guenther
hanna johanna hannelore hanne
hannah hana
hassan hasan
heidi heidemarie adelheid heide
hermenegildo hermes gildo
hilary hillary hilario
hipolito polo
honorio honore
horacio horace orazio
humberto umberto beto hubert
hussein husain hussain hossein
ibrahim abraham avraham ibraim
igor gosha
ildefonso alfonso
immaculada inma inmaculada macu
ingrid inge inga ingeborg
irena irene irina ira irinka
isidora dora
isidoro isidro isidor
ivana ivanka joanna
ivette yvette
jadwiga hedwig hedvig hedy
jaroslaw jarek jaroslav
jeremias jeremy
jesusa chusa
joanne jo joann joanna
jolanda yolanda
jordi jorge jordan
joseantonio joseant tono
joseluis pepelu joselu
josemanuel josema
josemaria chema josemari josema
josemiguel josemi
josephine giuseppina pina peppina
juancarlos juanca juanka
juanjose juanjo
juanluis juanlu
juanmanuel juanma
juanmiguel juanmi
juanpablo juanpa
judit judith judita jutka
karla carla karola
kazimierz casimir casimiro kazik
krystyna christina krysia
krzysztof christopher krzys kristof
laurentius lauritz laurids
leandro lea leander
leonor nora leonora
lieselotte lilo liselotte lotte
lorena lore
lorraine lori lorrie
luciano lucien lucian
ludmila mila lyudmila
luismiguel luismi
maddalena maddy
maksim maxim max maks maxime
malgorzata margaret gosia
manuela manu manoli manola emanuela
marcelina marcella marcela
marcin martin
mariaangeles angeles maryan marian geles angelines
mariaantonia toni toña
mariacarmen carmen mamen maricarmen carmela carmencita carmenchu menchu maika
mariaconcepcion conchi mariconchi
mariacristina maricris
mariadolores marilo mariloli lola loles
mariaelena malena marilena
mariaeugenia marujita maru
mariaisabel maribel marisabel
marialuisa marilu marisa maria
mariamar mar
mariarosa marirosa maros
mariateresa maite maritere mayte
mariavictoria mavi marivi
marilyn marylin
marisol mariasol sol
mathias matias
meritxell meri txell
mihaela michaela
milagros mila mili milagritos
mohammed muhammad mohamed mohammad mohamad mehmet mo moh mahomed
moses moises moise moshe
mustafa mostafa
myrtle myrt
nadezhda nadia nadya nadine
narciso chicho
natividad nati
nelson nels
nieves nives
norbert norberto
octavio octave tavo
olga olya helga
osvaldo oswald waldo
pascal pascual pasquale
patrocinio patro
paulino paolino
penelope penny pen
petra petronila
piedad pia
purificacion puri purita
quentin quintin
radoslav radek radoslaw
ramona moncha
raul raoul
refugio cuca cuquita
reinhard reinhart reiner rainer
remedios reme
ruben reuben rube
ryszard richard rysiek
salvador salva chava sal salvatore totò
sandor alexander
saturnino nino
serafin fino
siegfried sigi sigfrido
sigismund siegmund zygmunt zsigmond
stefania steffi
svetlana sveta
sylvester silvestre sly
szymon simon
tamara tammy toma
tania tanya tatiana tatjana
teofilo theophil
trinidad trini
valentina valya tina val
vasily vasili basil basilio vasya wassily
viktor witek
visitacion visi
vladimir wladimir vlad volodymyr volodya vova wlodzimierz waldemar
vojtech wojciech adalbert wojtek
waltraud traudl waltraut
wenceslao vaclav wenzel vencel
wilfredo wilfred fredo wilfried
wilhelmina wilma mina minna willa guillermina
xenia ksenia oksana
yevgeny evgeny zhenya eugene evgeni
yuri jurij george
yusuf yousef youssef
zbigniew zbyszek
zita rosita
`

export const furtherForms: readonly string[] = table.trim().split('\n')
