// The work of `package-guest.test.mjs`, for Node and browsers alike: no imports.

/** What both modules make of the same forms at the same place, by the same random numbers. */
export function checkInTwice(whole, door, { link, bundle, now }) {
  const enter = ({ Guest, Invitation }) => {
    const guest = Guest.restore('test', new Uint8Array([1, 0, 0, 0, 0]), new Uint8Array(32).fill(7));
    return guest.accept(Invitation.fromLink(link), bundle, now);
  };
  const sides = [whole, door].map((side) => ({ side, welcome: enter(side) }));
  return FORMS.map((form) => {
    const [theirs, ours] = sides.map(({ side: { SealrollError }, welcome }) =>
      withStream(() => {
        try {
          const pending = welcome.checkIn(form, now);
          const { recordId, listId, eraseAfter } = pending;
          const request = pending.request();
          return { bytes: [...pending.toBytes()], recordId, listId, eraseAfter, request: { ...request, body: [...request.body] } };
        } catch (error) {
          if (!(error instanceof SealrollError)) throw error;
          return { code: error.code, field: error.field };
        }
      }),
    );
    return { theirs, ours };
  });
}

/** Runs with random numbers that are the same each time. */
export function withStream(work) {
  let next = 0;
  const own = Object.getOwnPropertyDescriptor(crypto, 'getRandomValues');
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value(bytes) {
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = (next += 1) * 37;
      return bytes;
    },
  });
  try {
    return work();
  } finally {
    delete crypto.getRandomValues;
    if (own) Object.defineProperty(crypto, 'getRandomValues', own);
  }
}

const ADA = { givenName: 'Ada', familyName: 'Yılmaz', phone: '+49 (30) 90-18/20' };
/** Well typed ones first. */
export const GOOD = 5;
const FORMS = [
  ADA,
  { ...ADA, place: ' Tisch 4 ', companions: 3, email: "o'neil+x@mail.example.org" },
  { ...ADA, arrival: 1_790_000_000, enteredBy: 'staff', email: null },
  { ...ADA, email: 'zoë@müller.example', plannedEnd: undefined },
  { ...ADA, companionNames: [], familyName: ' 李 ' },
  { ...ADA, phone: '0301' },
  { ...ADA, phone: '+0301234567' },
  { ...ADA, givenName: '' },
  { ...ADA, givenName: 'A\u202e' },
  { ...ADA, givenName: 'x'.repeat(101) },
  { ...ADA, familyName: '\ud800' },
  { ...ADA, city: 'Berlin' },
  { ...ADA, companions: 1.5 },
  { ...ADA, companions: 256 },
  { ...ADA, companions: 21 },
  { ...ADA, companions: '2' },
  { ...ADA, companionNames: ['Bo', ''] },
  { ...ADA, companionNames: 'Bo' },
  { ...ADA, companionNames: [1] },
  { ...ADA, givenName: 7 },
  { ...ADA, email: 'a@b' },
  { ...ADA, email: 'a@b@c.example' },
  { ...ADA, email: '.a@b.example' },
  { ...ADA, email: 'a"@b.example' },
  { ...ADA, email: 'a@-b.example' },
  { ...ADA, doorCode: 'K 7' },
  { ...ADA, doorCode: 'K7' },
  { ...ADA, arrival: 1_790_000_000_000 },
  { ...ADA, plannedEnd: 5 },
  { ...ADA, enteredBy: 'owner' },
  undefined,
  null,
  'Ada',
];
