/** The words of the house style: which a telegram leaves out, and what it says in place of others. */

/** Left out: a telegram is paid by the word. */
export const unsaid: ReadonlySet<string> = new Set(
  `
  a after an and are as at be been by could for from has have her his in is it its may more nearly of off on out
  over so than that the their theirs them there they to up was were when where which who will with
  `
    .trim()
    .split(/\s+/),
);

/** A word and the wire's own for it. */
export const wireWords: ReadonlyMap<string, string> = new Map(
  `
  absences truancy, accident mishap, annual yearly, approved backed, arrested detained, arsonists firebugs,
  auction hammer, auctioned hammered, avoided escaped, baffled puzzled, ban outlaw, banks shores, beat overcame,
  beating defeating, because due, between involving, blame fault, blaming citing, burst broke,
  cancellation scrapping, cancelled scrapped, cases infections, champion titlist, claimed grabbed,
  cleared acquitted, close shut, closed shut, collision smash, comfortable easy, comfortably easily,
  conservationists wardens, crash smash, create add, created added, crowns cr, cut trim, cuts trims,
  damaged scorched, days dys, dead fatal, defeated beaten, deliberately arson, despite notwithstanding,
  destroyed razed, died perished, discovered located, donated gifted, doubled double, draw tie, drew tied,
  drivers wheelmen, electrical wiring, emphatic crushing, employer boss, environmental ecologist,
  equaliser leveller, estimate guide, evacuated moved, exam test, exclusions expulsions, experts doctors,
  factory plant, fall drop, fallen down, farmers' rural, fell down, fire blaze, flooded swamped, floods deluge,
  found located, gang band, goal strike, government cabinet, grown up, guards conductors, halved half, hat treble,
  hat-trick treble, heavy thick, held retained, higher greater, hit struck, homes dwellings, hospital clinic,
  hours hrs, hunting seek, ill sick, injured hurt, investors market, jail cell, jailed imprisoned, jobs posts,
  jumped soared, jury jurors, kept retained, killed fatal, knocked dumped, large wide, late last-gasp, law act,
  leave quit, linked tied, losses cuts, lower less, majority margin, manuscript papers, months mths,
  motorists drivers, moved shifted, museum gallery, narrow tight, narrowly barely, number count, offer bid,
  opener first, opposition rivals, outbreak epidemic, outsider underdog, overnight nightlong, overwhelming massive,
  overwhelmingly massively, painting canvas, parliament house, party faction, passed carried, pay fund,
  people souls, person soul, pilots flyers, plan bill, plans bill, police officers, power current, prison cell,
  profits earnings, rail train, raise lift, reach enter, reached entered, rebellion mutiny, rejected refused,
  rescued plucked, rescuers crews, rise gain, risen up, risk danger, river stream, rose up, ruling governing,
  saved plucked, say claim, school academy, schools academies, scientists researchers, scored netted, scores marks,
  seat constituency, seed ranked, seen watched, seriously gravely, sets rounds, shares stock, signallers boxmen,
  since from, slim thin, snow blizzard, sold fetched, spared let, spent passed, started lit, stealing taking,
  stole took, stolen taken, storm gale, stranded cut-off, strike walkout, strikes walkouts, study survey,
  suggests hints, suspended halted, taken captured, talks parley, teenager youngster, thanks owing, theft heist,
  thief robber, thieves robbers, thriving booming, times fold, traced tracked, trapped caught, trick netted,
  tripled treble, tumbled plunged, twice double, unexplained mystery, unharmed safe, veteran oldster, victory win,
  votes ballots, winds gusts, winner decider, won clinched, worth valued, years yrs
  `
    .split(",")
    .map((entry) => entry.trim().split(" ") as [string, string]),
);
