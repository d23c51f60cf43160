// Compiled, never run: right calls compile, wrong ones do not.

import {
  Auditor,
  Authority,
  AuthorityCard,
  Guest,
  Invitation,
  Owner,
  SealrollError,
  type CheckInForm,
  type Pending,
  type Ticket,
  type Visit,
  init,
  send,
  startPool,
} from 'sealroll';
import * as door from 'sealroll/guest';

export async function right(link: string, api: string): Promise<Ticket> {
  await init();
  const invitation = Invitation.fromLink(link);
  const guest = Guest.firstUse('production');
  const bundle: Uint8Array = await send(api, guest.welcomeRequest(invitation));
  const welcome = guest.accept(invitation, bundle, 1);
  const form: CheckInForm = { givenName: 'Ada', companions: 2, companionNames: ['Bo'] };
  const pending: Pending = welcome.checkIn(form, 1);
  try {
    return pending.confirm(await send(api, pending.request(), { timeout: 10 }));
  } catch (error) {
    if (error instanceof SealrollError && error.code === 'bad-proof') pending.free();
    throw error;
  }
}

/** The small module's tickets are the whole package's, as bytes. */
export async function atTheDoor(link: string, api: string, now: number): Promise<Ticket> {
  await door.init();
  const guest = door.Guest.firstUse('production');
  const invitation = door.Invitation.fromLink(link);
  const { body } = await door.exchange(api, guest.welcomeRequest(invitation));
  const welcome: door.Welcome = guest.accept(invitation, body, now);
  // @ts-expect-error Seconds are no date.
  guest.accept(invitation, body, new Date());
  const pending = welcome.checkIn({ givenName: 'Ada' }, now);
  const ticket = pending.confirm((await door.exchange(api, pending.request())).body);
  // @ts-expect-error Requests are made with the whole package.
  ticket.request(welcome, 'erase', now);
  ticket.checkOut(welcome, now, now);
  return (await import('sealroll')).Ticket.fromBytes(ticket.toBytes());
}

export async function openMany(owner: Owner, epoch: number, options: Parameters<Owner['fetch']>[1]): Promise<number> {
  using fetched = await owner.fetch(epoch, options);
  using pool = await startPool({ workers: 2 });
  const { signal } = new AbortController();
  // @ts-expect-error A pool opens for an owner.
  void pool.open(fetched);
  const batch = await pool.open(owner, fetched, { signal, progress: (done, total) => done < total });
  return batch.opened;
}

export function wrong(guest: Guest, invitation: Invitation, owner: Owner): Visit[] {
  // @ts-expect-error Only the package makes these.
  new Guest();
  // @ts-expect-error There is no such environment.
  Guest.firstUse('staging');
  // @ts-expect-error Bytes, not text.
  guest.accept(invitation, 'bundle', 1);
  // @ts-expect-error Seconds, not a Date.
  guest.accept(invitation, new Uint8Array(), new Date());
  // @ts-expect-error A slip in a name would lose what was typed.
  const form: CheckInForm = { givenname: 'Ada' };
  // @ts-expect-error No such code.
  const unknown: SealrollError['code'] = 'bad-luck';
  // @ts-expect-error A list has a venue.
  Owner.create({ environment: 'test', origin: 'o', logKey: '' }, 1);
  // @ts-expect-error One secret or the other.
  owner.toDeviceFile({ password: 'x' });
  void [form, unknown];
  return owner.visits();
}

export async function disclose(owner: Owner, options: Parameters<Owner['instruct']>[1]): Promise<number> {
  using authority = Authority.generate('Amt');
  using card = AuthorityCard.fromBytes(authority.card());
  const reason = { case: '1', purpose: 'p', legalBasis: 'l' };
  // @ts-expect-error A disclosure has a reason.
  void owner.disclose(card, { case: '1' }, {}, options);
  // @ts-expect-error An order has an object.
  void owner.instruct({ kind: 'erase-record' }, options);
  // @ts-expect-error Disclosures have a call of their own.
  void owner.instruct({ kind: 'disclose', disclosure: '' }, options);
  const { file } = await owner.disclose(card, reason, { place: 'Saal' }, { ...options, progress: (done) => done < 9 });
  using disclosed = authority.open(file, 'test');
  const { token } = await owner.admitReader(options);
  using auditor = Auditor.begin(owner.summary().listId, token, 1, { witnessAge: 60 });
  const { findings } = await auditor.run(options);
  return disclosed.summary().refused.length + findings.filter(({ isSigned }) => isSigned).length;
}
