// The copy of the logs that this device keeps, away from the page: what a restored processor has lost,
// and what is implausible about visits.

/** `desk` has `owner()`, `options()`, `store()` and `publish()`. */
export class Ledger {
  #desk;
  /** What the last sync said of restored processors. */
  #losses = { recoveries: [], lostOrders: [], waitingOrders: [], givenAgain: 0 };
  #kept = 0;
  #keptAt = 0;
  /** By epoch. */
  #doubts = new Map();

  constructor(desk) {
    this.#desk = desk;
  }

  get losses() {
    return this.#losses;
  }

  /** Takes the copy back that was kept; without it nobody can say what a restored processor has lost. */
  async begin() {
    const owner = this.#desk.owner();
    const copy = await this.#desk.store().get('log');
    if (copy?.list !== owner.summary().listId) return;
    try {
      owner.setLogCopy(copy.bytes);
      this.#kept = copy.bytes.length;
    } catch {
      // A damaged copy is fetched anew.
    }
  }

  /** Syncs. What was lost of statements and orders is given again, and the copy is kept. */
  async follow() {
    const owner = this.#desk.owner();
    let { givenAgain } = this.#losses;
    let report = await owner.sync(this.#desk.options());
    if (report.recoveries.length > 0) {
      // Statements first: some orders need them.
      if (await this.#desk.publish()) report = await owner.sync(this.#desk.options());
      const given = report.lostOrders.length > 0 ? await owner.giveAgain(this.#desk.options()) : 0;
      if (given > 0) report = await owner.sync(this.#desk.options());
      givenAgain += given;
    }
    const { recoveries, lostOrders, waitingOrders } = report;
    this.#losses = { recoveries, lostOrders, waitingOrders, givenAgain };
    await this.keep();
  }

  async keep() {
    const bytes = this.#desk.owner().logCopy();
    const mayWait = bytes.length > MUCH && Date.now() < this.#keptAt + 60_000;
    if (bytes.length === this.#kept || mayWait) return;
    await this.#desk.store().put('log', { list: this.#desk.owner().summary().listId, bytes });
    [this.#kept, this.#keptAt] = [bytes.length, Date.now()];
  }

  /** Nothing is left of a list that ended. */
  async end() {
    await this.#desk.store().delete('log');
    this.#kept = 0;
    this.#losses = { recoveries: [], lostOrders: [], waitingOrders: [], givenAgain: 0 };
    this.#doubts.clear();
  }

  /** Looks for what is implausible about the visits of these epochs: contacts are counted by day. */
  judge(epochs) {
    for (const epoch of epochs) this.#doubts.set(epoch, this.#desk.owner().doubts(epoch));
  }

  /** The visits, each with the codes of what is implausible about it. */
  visits() {
    const found = new Map();
    for (const { recordId, code } of [...this.#doubts.values()].flat()) found.set(recordId, [...(found.get(recordId) ?? []), code]);
    const visits = this.#desk.owner().visits();
    for (const visit of visits) visit.doubts = found.get(visit.recordId) ?? [];
    return visits;
  }
}

/** A copy of more bytes is not written at each change. */
const MUCH = 2_000_000;
