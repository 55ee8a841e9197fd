import { fold } from './letters.ts'
import { furtherForms } from './nicknames-further.ts'

/**
 * One line holds forms of one given name: short forms, spellings, and what it is called in other languages.
 * A name may stand in several lines ("bert"); lines are not joined through it. Compiled by hand from common
 * usage, checked against github.com/carltonnorthern/nicknames (Apache-2.0), behindthename.com and the
 * hypocorism lists of the Wikipedia in English, Spanish and German.
 */
const table = `
aaron aron ron ronnie
abigail abby abbie gail
abraham abe bram
adam addy
adelaide adele addie adela heidi
agnes ines inez agnese
alan allan allen al
albert alberto al bert bertie albrecht
alejandra alexandra alex sandra ale sasha lexi alexa
alejandro alexander alex alec alexandre alessandro sandro ale xander sascha sasha aleksander alexandros sandy
alfonso alphonse alonso alonzo poncho fonso
alfred alfredo al fred freddie freddy alf
alice alicia alison allison ali
amanda mandy manda
amelia amy millie mellie emilia
andrea andie drea
andres andrew andreas andre andy drew andrej andrzej anders andrei andrea andrija ondrej andras antti andris tito
angel angelo
angela angie angelica angelika
ana anna anne ann annie anita annika anya hannah nancy
anabel annabel annabelle
anthony antonio anton tony toni antoine antoni toño tonio antonin antal ton teun toon antonino nino antoñito
antonia antonella toni tonia toñi
arthur arturo art artie artur
augustus agustin augustin august augusto gus
barbara barb babs barbie barbra borbala barbora basia varvara
bartholomew bartolome bart
beatrice beatriz bea trixie beatrix bety
benjamin ben benny benji benjamim
benedict benedikt benito ben beni
bernard bernardo bernhard bernie berni
bridget brigitte brigida gitte
bruno
carl karl carlos charles charlie chuck charly carlo chas karel charley carlitos
carla karla charlotte lotte charlie lottie carlota
caroline carolina carol carrie caro lina
catherine katherine kathryn catalina katarina kate katie kathy cathy cat kat kitty katrin karen catarina caterina kathleen ekaterina katja katharina kasia katarzyna katka katalin kati karina trine katrina caitlin katya katia kathrin cata cathrin
cecilia cecily celia cissy cecile
christian cristian chris kristian
christina cristina christine kristina kristin tina chris chrissy kristen kirsten christa
christopher cristobal chris kit topher christoph christophe kristoffer cristoforo
claire clara clare klara
claude claudio claudius klaus
clement clemente clem klemens
clifford cliff
concepcion concha conchita conchi conce
constance constanza connie konstanze
cornelius cornelio cornel neil
cynthia cindy
daniel dan danny dani danilo
daniela danielle dani danni
david dave davey davide davy
deborah debra deb debbie
dennis denis denny dionisio
derek derrick dirk
diana diane di dianne
dolores lola loli lolita doli
dominic dominick domingo dom nick dominik dominique domenico
donald don donnie
dorothy dorothea dorotea dot dottie dolly dora
douglas doug
edmund edmundo ed eddie ned
edward eduardo ed eddie eddy ted teddy ned edouard eduard edu lalo edvard ede eduardito
edgar edgardo ed
edwin ed eddie
eleanor leonor eleonora elena ellie nell nora lenore
elena helena helen helene ellen lena ilona nell elaine
elizabeth elisabeth isabel isabella elisa eliza liz lizzie beth betty bess betsy lisa lise elsa ella lisbeth libby liza isabelle isa sissi ely elizaveta erzsebet elzbieta alzbeta eliska bettina babette lisette lies liesbeth ilse isabela bel elspeth lizzy
emily emilie emma em
emil emilio emile
emmanuel manuel manny manolo manu emanuele emanuel immanuel
enrique henry heinrich harry hank henri enrico heinz hal quique henrik hendrik kike
eric erik erich erick rick
ernest ernesto ernst ernie
esteban stephen steven steve stefan stephan etienne stefano stevie steph esteve
estefania stephanie stefanie steph steffi stefania
eugene eugenio gene eugen
eva eve evita
evelyn evie eve
federico frederick fred freddie freddy friedrich fritz frederic frederik fredric fede
felipe philip phillip phil philippe filippo philipp pip
felix
ferdinand fernando nando ferdi fer
florence florencia flo flora
frances francisca francesca fran fanny franziska paca paquita francine frankie franny
francis francisco frank francesco francois franz paco pancho curro frankie frans fran kiko patxi pacho chico franky cisco quico ferenc franciszek frantisek franjo
gabriel gabe gabi
gabriela gabriele gabrielle gabi gaby brielle
geoffrey jeffrey jeff geoff gottfried godofredo jeffery
george jorge georg georges giorgio jurgen joerg jorg georgie yuri gyorgy giorgos yorgos jurij juraj jiri goran
gerald gerardo gerard gerry jerry gerhard gerd
gertrude gertrudis trudy gert gertrud
gilbert gilberto gil bert
gloria
gregory gregorio greg gregor gregg
guadalupe lupe lupita lupis
guillermo william wilhelm bill billy will willy willie liam guillaume guglielmo memo willi wim guille wilhem
gustavo gustav gus gustave
harold harry hal harald haroldo
hector
herbert herb bert heriberto herbie
hermann herman armando
howard howie
hubert huberto bert
hugo hugh hughes ugo huey
ignacio ignatius nacho ignaz iggy ignace inaki natxo
irene irina
isaac ike zack izzy isaak
jacob jacobo jake jakob jack jacques jakub jaakko jaap jakov yakov yaakov kobe coby cobus
jacqueline jackie jacquelyn jacki
james jaime jim jimmy jamie jimmie santiago diego jacques iago giacomo jacobo seamus hamish jaume diogo tiago thiago
jane juana jean janet jenny joan johanna giovanna jeanne janie joanna jeanette janine
janice jan
jason jay
javier xavier xavi javi
jennifer jen jenny jenn jennie
jeremy jeremiah jeremias jerry jeronimo
jerome jeronimo jerry hieronymus
jessica jess jessie
jesus chuy chus suso jesu
joaquin joachim jochen quim ximo chimo
john juan jack johnny jon johann johannes hans jean giovanni ian ivan joao jan johan jonny hansi sean shaun shawn evan juanito jens gianni janos ivo yohan juanma hanns hannes yann jannik vanya vania ioannis giannis yannis
jonathan jon jonny johnathan jonathon nathan jonatan
jose joseph joe joey pepe giuseppe josef josip yusuf beppe pepito jozef chepe sepp jo pepin pepelu zeca ze jozsef iosif yosef giuse
josefina josephine pepa josie jo fifi josefa
joshua josh josue
joyce
judith judy judi jutta
karin carin
laura laure
julian jules giuliano julien
julio julius jules giulio
julia julie juliet giulia juliette jules juliana
kenneth ken kenny
kimberly kim kimberley
kevin kev
larissa lara
laura laurie lori laurence
lawrence lorenzo laurence larry laurent lorenz lars laurie lenz laszlo lauri
leo leon leonardo leonard len lenny leonhard lee leonidas
leticia letty laetitia
lewis luis louis ludwig lou luigi lutz lucho lluis lui luiz
lillian lily lilian lili liliana
linda lindsay lin
lourdes lulu
lucas luke lukas luca luc lukasz lluc
lucia lucy luz lucille lucie
luisa louise lou louisa luise
lydia lidia
madeline magdalena magda madeleine maddie lena leni malena
marc mark marcos marcus markus marco marko
marcel marcelo marcello
margaret margarita marguerite maggie meg peggy rita greta margot margarete marge grete margie daisy marga gretchen megan peg margherita margaretha margareta gretel greetje malgorzata gosia marketa margit mairead peggie maisie
maria mary marie mari maryam mariah molly polly mia maja maruja marisa mitzi marija mariya masha marika marieke maaike marietta mariette marise mariella maite maritere marita marys
mariajose majo marijose
mariana marianne mariann
maribel
mariapilar pilar pili
martha marta marty
martin marty martino marten
matilde matilda mathilde tilly tilda
matthew mateo matt matthias matteo mathieu matias matze mathew matty matthieu maté mate matei matej mateusz matvey
maurice mauricio moritz maurizio morris
maximilian maximiliano max maxime maximo massimo maxwell
melissa mel missy lissa
mercedes merche mercy meche mecha
michael miguel mike mick mickey michel michele mikhail mitch micky michal mikel mischa mikael mihail mihai misha michiel mihaly miguelito maikel mikko
michelle michele shelly micaela michaela
miriam myriam mimi
monica monika mona monique
montserrat montse
natalie natalia nat tasha nathalie natasha nati
nathaniel nathan nate nat natanael
nicholas nicolas nick nicky nico nikolaus nicolo klaus claus niko nikolai nik colin nikolas miklos mikolaj nikola niklas niels nils kolya claas klaas
nicole nicola nicki nikki nico
oliver oliverio ollie olivier
olivia liv livia
oscar oskar
otto
pamela pam pammy
patricia pat patty tricia trish patti patsy paty patrizia
patrick patricio pat paddy patrice patrik
paul pablo paolo pavel paulo pauli pol paulino pavol pavlo pawel paavo
paula paola pauline paulina
peter pedro pete pierre pietro piet perico pere piotr petr petar petros peeter pekka petter per perez pyotr petya
philippa pippa
rachel raquel rachael rae shelly
ramon raymond ray raimundo moncho raimund
randall randolph randy
raphael rafael rafa raffaele raf
rebecca rebeca becky becca bec rebekah
reginald reginaldo reggie reg
renate renata
richard ricardo rick dick rich ricky richie riccardo rico ritchie riki
robert roberto rob robb robbie robby bob bobbie bobby bert berto beto
roberta bobbie robbie berta
rodolfo rudolf rudolph rudy rolf rolfo rudi fito
rodrigo roderick rod roddy rodney
roger rogelio rudiger ruggero rodger
roland rolando orlando roly
ronald ronaldo ron ronnie ronny
rosa rose rosie rosalia rosita roser
rosemary rosemarie rosamaria rosie
rosario charo chayo charito
roxana roxanne roxy
samuel sam sammy samuele
samantha sam sammy
sandra sandy
santiago santi
sarah sara sally sadie sarita
sebastian seb basti bastian sebas
sergio serge sergey sergei checo sergi
sharon shari
silvia sylvia silvie sylvie
simon simeon
sofia sophia sophie sofie sonia sonja sonya zofia zosia sophy
soledad sole
stanley stan stanislaus stanislav
stuart stewart stu
susan susana suzanne sue susie suzie susanne sanna suzy susanna
tabitha tabby
theodore teodoro ted teddy theo theodor
theresa teresa terry tess tessa tere therese terri resi terka terezia terezija
thomas tomas tom tommy tommaso thom tomasz tomek tomaso tamas toma tomasito
timothy timoteo tim timmy
tobias toby tobi
ulrich uli ulrico
ursula uschi ulla
valentin valentino val
valeria valerie val
veronica ronnie vero veronika veronique weronika
victor viktor vic vittorio vito
victoria vicky vicki tori viktoria wiktoria
vincent vicente vince vinny vincenzo vinzenz chente
virginia ginny ginger gina
vivian vivien viviana
walter gualterio walt wally walther
wendy gwendolyn gwen
werner guarnerio
wesley wes
wolfgang wolf
yolanda yoli iolanda
zachary zacarias zach zack zak
`

const linesOf = new Map<string, number[]>()
const heads: string[] = []
const initials: string[] = []
for (const line of [...table.trim().split('\n'), ...furtherForms]) {
  const names = fold(line).split(' ').filter(Boolean)
  for (const name of new Set(names)) linesOf.set(name, [...(linesOf.get(name) ?? []), heads.length])
  heads.push(names[0] ?? '')
  initials.push(names.map((name) => name[0]).join(''))
}

/** True when both folded given names are forms of one name: Bob, Robert, Roberto. */
export function sameGivenName(a: string, b: string): boolean {
  const lines = linesOf.get(a)
  if (lines === undefined) return false
  const others = linesOf.get(b)
  return others !== undefined && lines.some((line) => others.includes(line))
}

/** The names a folded given name may be a form of, each by the first word of its line; itself when unknown. */
export function givenNameRoots(name: string): readonly string[] {
  return linesOf.get(name)?.map((line) => heads[line] ?? name) ?? [name]
}

/** True when the name, or a name it may be a form of, begins with the letter: `R.` may be Bob. */
export function mayBeginWith(name: string, letter: string): boolean {
  if (name.startsWith(letter)) return true
  return linesOf.get(name)?.some((line) => initials[line]?.includes(letter)) ?? false
}

/** Numbers of the table's lines that a folded given name stands in: forms of one name share one. */
export function nicknameLines(name: string): readonly number[] {
  return linesOf.get(name) ?? []
}

/** First letters of the names that a folded given name may be a form of. */
export function nicknameInitials(name: string): string {
  return nicknameLines(name)
    .map((line) => initials[line] ?? '')
    .join('')
}
