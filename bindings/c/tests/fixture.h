/* What the misuse suite needs: one object of each type, made against a real processor. */
#ifndef SEALROLL_TEST_FIXTURE_H
#define SEALROLL_TEST_FIXTURE_H

#include <sealroll.h>

typedef struct {
  SealrollTerms *terms;
  SealrollOwner *owner;
  SealrollIdentity *identity;
  SealrollSecret *secret;
  SealrollInvitation *invitation;
  SealrollGuest *guest;
  SealrollRequest *request;
  SealrollWelcome *welcome;
  SealrollForm *form;
  SealrollPending *pending;
  SealrollTicket *ticket;
  SealrollFollowUp *follow_up;
  SealrollSyncReport *sync_report;
  SealrollFetched *fetched;
  SealrollBatch *batch;
  SealrollVisits *visits;
  SealrollBuffer *buffer;
  SealrollAuthority *authority;
  SealrollCard *card;
  SealrollDisclosure *disclosure;
  SealrollDisclosureReport *disclosure_report;
  SealrollHistory *history;
  SealrollRights *rights;
  SealrollOrders *orders;
  SealrollAuditor *auditor;
  SealrollAuditReport *audit_report;
  SealrollFindings *findings;
  SealrollMail *mail;
  SealrollOutbox *outbox;
  SealrollSheets *sheets;
  SealrollNewDevice *new_device;
  SealrollDeviceCard *device_card;
  SealrollGrant *grant;
  SealrollDevices *devices;
  /* What opens the logs to an auditor, as a text. */
  SealrollBuffer *token;
  /* Of the callback that runs, and NULL otherwise. */
  SealrollAnswer *answer;
  SealrollExchange exchange;
  const char *api;
} Fixture;

extern Fixture fixture;

/* Makes everything; ends the program if that fails. */
void fixture_make(const char *api, const char *origin, const char *log_key);
void fixture_free(void);

/* Counts and prints a check. */
void check(int holds, const char *function, const char *what);
int finish(void);

uint64_t now(void);

/* The calls that are generated from the header. */
void misuse_calls(void);
/* Outbox, sheets and grants. */
void misuse_keeping(void);

#endif
