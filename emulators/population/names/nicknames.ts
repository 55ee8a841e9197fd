/** Formal first name to what people are called, by hand; deliberately this folder's own table. */
const lines = `
Robert: Bob, Rob, Bobby; William: Bill, Will, Billy; Richard: Dick, Rick, Rich; James: Jim, Jimmy, Jamie
John: Jack, Johnny; Michael: Mike, Mick; Elizabeth: Liz, Beth, Betty, Eliza; Margaret: Maggie, Peggy, Meg
Katherine: Kate, Kathy, Katie; Catherine: Cathy, Kate, Cat; Jennifer: Jen, Jenny; Patricia: Pat, Patty, Trish
Christopher: Chris, Kit; Thomas: Tom, Tommy; Joseph: Joe, Joey; Charles: Charlie, Chuck; Daniel: Dan, Danny
Matthew: Matt; Anthony: Tony; Steven: Steve; Stephen: Steve; Andrew: Andy, Drew; Joshua: Josh; Kenneth: Ken
Edward: Ed, Ted, Eddie; Timothy: Tim; Ronald: Ron; Jeffrey: Jeff; Nicholas: Nick; Jonathan: Jon; Benjamin: Ben
Samuel: Sam; Gregory: Greg; Alexander: Alex, Sandy; Raymond: Ray; Douglas: Doug; Peter: Pete; Henry: Harry, Hank
David: Dave; Susan: Sue, Susie; Jessica: Jess; Deborah: Debbie, Deb; Stephanie: Steph; Rebecca: Becky, Becca
Cynthia: Cindy; Kathleen: Kathy; Angela: Angie; Samantha: Sam; Christine: Chris, Tina; Christina: Tina, Chrissy
Victoria: Vicky, Tori; Kimberly: Kim; Sandra: Sandy; Barbara: Barb, Babs; Amanda: Mandy; Lawrence: Larry; Ashley: Ash
Frederick: Fred, Freddie; Albert: Al, Bert; Theodore: Ted, Theo; Abigail: Abby, Gail; Alexandra: Alex, Sasha
Francisco: Paco, Fran, Curro, Pancho; José: Pepe; José Antonio: Pepe, Josean; José Luis: Pepe, Joselu
José Manuel: Chema, Josema; Manuel: Manolo, Manu; Antonio: Toni, Toño; Ignacio: Nacho, Iñaki; Jesús: Chus, Suso
Francisco Javier: Javi, Fran; Javier: Javi; Alejandro: Álex, Jandro; Miguel Ángel: Miguel, Mike; Rafael: Rafa
Fernando: Fer, Nando; Alberto: Berto; Juan Carlos: Juanca; Juan José: Juanjo; Santiago: Santi; Joaquín: Ximo, Quino
Eduardo: Edu, Lalo; Roberto: Beto, Rober; Enrique: Quique, Kike; Daniel: Dani; Sergio: Checo; Guillermo: Guille, Memo
Dolores: Lola; María Dolores: Lola, Mariló; Josefa: Pepa; Isabel: Isa, Chabela; Pilar: Pili; María Pilar: Pili, Maripili
Concepción: Concha, Conchi; Rosario: Charo; Mercedes: Merche; Inmaculada: Inma; María Teresa: Maite, Mayte
María José: Majo, Mariajo; María Carmen: Mamen, Carmen; Carmen: Mamen, Menchu; Francisca: Paca, Paqui
Cristina: Cris; Beatriz: Bea; Montserrat: Montse; Teresa: Tere; Guadalupe: Lupe, Lupita; Ana María: Ana, Anamari
Patricia: Patri; Natalia: Nati; Susana: Susi; Margarita: Marga; Ángela: Angelines; Antonia: Toñi; Elena: Nena
Johannes: Hannes; Wolfgang: Wolf; Katharina: Kathi, Käthe; Susanne: Susi; Maximilian: Max; Hans-Peter: Hape
Jean-Pierre: JP; Philippe: Phil; Christophe: Chris; Giuseppe: Beppe, Pino; Giovanni: Gianni, Nino; Salvatore: Totò
Giuseppina: Pina; Vincenzo: Enzo; Luigi: Gigi; João: Joãozinho; António: Tó, Toni; Francisca: Chica`

export const nicknames: ReadonlyMap<string, readonly string[]> = new Map(
  lines
    .trim()
    .split(/[;\n]/)
    .map((entry) => {
      const [name, short] = entry.split(':')
      return [(name ?? '').trim(), (short ?? '').split(',').map((nickname) => nickname.trim())] as const
    }),
)
