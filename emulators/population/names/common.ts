/** The most frequent names first; the long tail comes from the name pools. */
export interface CommonNames {
  readonly female: readonly string[]
  readonly male: readonly string[]
  readonly last: readonly string[]
}

const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/)

export const english: CommonNames = {
  female:
    list(`Mary, Jennifer, Linda, Patricia, Elizabeth, Susan, Jessica, Sarah, Karen, Lisa, Nancy, Emily, Ashley,
    Margaret, Sandra, Kimberly, Donna, Michelle, Carol, Amanda, Melissa, Deborah, Stephanie, Rebecca, Laura, Sharon,
    Cynthia, Kathleen, Amy, Angela, Anna, Emma, Nicole, Samantha, Katherine, Christine, Helen, Olivia, Rachel, Janet,
    Maria, Catherine, Heather, Victoria, Julie, Joyce, Kelly, Christina, Joan, Lauren, Judith, Hannah, Andrea, Megan`),
  male: list(`James, John, Robert, Michael, William, David, Richard, Joseph, Thomas, Christopher, Charles, Daniel,
    Matthew, Anthony, Mark, Steven, Andrew, Paul, Joshua, Kenneth, Kevin, Brian, George, Edward, Timothy, Ronald,
    Jason, Jeffrey, Ryan, Jacob, Nicholas, Gary, Eric, Jonathan, Stephen, Larry, Justin, Scott, Brandon, Benjamin,
    Samuel, Gregory, Alexander, Patrick, Frank, Raymond, Jack, Dennis, Jerry, Tyler, Peter, Henry, Adam, Douglas`),
  last: list(`Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Taylor, Thomas, Moore, Martin,
    Jackson, Thompson, White, Lee, Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Hill,
    Green, Adams, Nelson, Baker, Hall, Campbell, Mitchell, Carter, Roberts, Phillips, Evans, Turner, Parker, Collins,
    Edwards, Stewart, Morris, Murphy, Cook, Rogers, Morgan, Cooper, Peterson, Reed, Bailey, Bell, Kelly, Howard, Ward,
    Cox, Richardson, Wood, Watson, Brooks, Bennett, Gray, James, Hughes, Price, Myers, Long, Foster, Sanders, Ross,
    Powell, Sullivan, Russell, O'Brien, McDonald, Jenkins, Perry, Fisher, Butler, Barnes, Henderson, Coleman, Simmons`),
}

export const spanish: CommonNames = {
  female:
    list(`María Carmen, María, Carmen, Ana María, Laura, Josefa, Isabel, Cristina, Marta, María Dolores, Lucía,
    María Pilar, María Teresa, Ana, Pilar, Elena, Sara, Francisca, Paula, Raquel, María José, Dolores, Rosa María,
    Beatriz, Nuria, Silvia, Julia, Patricia, Irene, Rocío, Andrea, Mónica, Montserrat, Mercedes, Alba, Sandra,
    Inmaculada, Marina, Natalia, Yolanda, Teresa, Sonia, Claudia, Eva, Ángela, Sofía, Alicia, Margarita, Susana`),
  male: list(`Antonio, Manuel, José, Francisco, David, Juan, Javier, José Antonio, Daniel, José Luis, Francisco Javier,
    Carlos, Jesús, Alejandro, José Manuel, Miguel, Miguel Ángel, Pablo, Rafael, Ángel, Sergio, Pedro, Fernando, Jorge,
    Luis, Alberto, Juan Carlos, Álvaro, Adrián, Diego, Raúl, Iván, Juan José, Ramón, Rubén, Enrique, Óscar, Andrés,
    Vicente, Ignacio, Santiago, Joaquín, Eduardo, Roberto, Víctor, Mario, Jaime, Marcos, Alfonso, Ricardo, Íñigo`),
  last: list(`García, Rodríguez, González, Fernández, López, Martínez, Sánchez, Pérez, Gómez, Martín, Jiménez, Hernández,
    Ruiz, Díaz, Moreno, Muñoz, Álvarez, Romero, Gutiérrez, Alonso, Navarro, Torres, Domínguez, Ramos, Vázquez, Ramírez,
    Gil, Serrano, Morales, Molina, Suárez, Blanco, Castro, Delgado, Ortega, Ortiz, Marín, Rubio, Núñez, Medina, Sanz,
    Castillo, Iglesias, Cortés, Garrido, Santos, Guerrero, Lozano, Cano, Cruz, Méndez, Flores, Prieto, Herrera, Peña,
    León, Márquez, Cabrera, Gallego, Calvo, Vidal, Campos, Reyes, Vega, Fuentes, Carrasco, Díez, Aguilar, Caballero`),
}

export const german: CommonNames = {
  female: list(
    'Anna, Ursula, Monika, Petra, Sabine, Andrea, Claudia, Susanne, Julia, Katharina, Jutta, Heike, Birgit',
  ),
  male: list(
    'Peter, Michael, Thomas, Andreas, Wolfgang, Klaus, Jürgen, Stefan, Günther, Jörg, Uwe, Björn, Christian',
  ),
  last: list(
    'Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Bauer',
  ),
}

export const french: CommonNames = {
  female: list(
    'Marie, Nathalie, Isabelle, Sylvie, Catherine, Françoise, Hélène, Émilie, Céline, Aurélie, Marie-Claire',
  ),
  male: list(
    'Jean, Philippe, Michel, Alain, Patrick, Nicolas, Christophe, Pierre, Jean-Pierre, François, Éric, Jérôme',
  ),
  last: list(
    'Martin, Bernard, Dubois, Thomas, Robert, Richard, Petit, Durand, Leroy, Moreau, Simon, Lefèvre, Béranger',
  ),
}

export const italian: CommonNames = {
  female: list(
    'Maria, Anna, Giuseppina, Rosa, Angela, Giovanna, Teresa, Lucia, Francesca, Chiara, Giulia, Paola, Elena',
  ),
  male: list(
    'Giuseppe, Giovanni, Antonio, Mario, Luigi, Francesco, Angelo, Vincenzo, Pietro, Salvatore, Marco, Niccolò',
  ),
  last: list(
    'Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, Bruno, Gallo, D’Angelo',
  ),
}

export const portuguese: CommonNames = {
  female: list(
    'Maria, Ana, Ana Maria, Inês, Mariana, Beatriz, Sofia, Marta, Catarina, Rita, Joana, Teresa, Conceição',
  ),
  male: list(
    'José, António, João, Manuel, Francisco, Carlos, Luís, Paulo, Pedro, Jorge, Rui, Tiago, Gonçalo, Nuno',
  ),
  last: list(
    'Silva, Santos, Ferreira, Pereira, Oliveira, Costa, Rodrigues, Martins, Sousa, Fernandes, Gonçalves, Gomes',
  ),
}

/** Stand before a surname and wander in and out of the field. */
export const particles: readonly string[] = [
  'van der',
  'van',
  'de la',
  'von',
  'di',
  'de',
  'dos',
  'del',
  'Mac',
  'St.',
]
