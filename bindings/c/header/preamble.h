/*
 * sealroll: attendance lists that only their owner can read.
 *
 * This file is generated from the library's source; do not edit it.
 *
 * A guest scans a QR code and checks in. The record is sealed on the guest's device, stored by a
 * processor that cannot open it, and opened by the owner. The library speaks to nobody: it makes
 * requests, and the caller sends them and brings the answers. Time is an argument, in seconds
 * since 1970 by a clock that the processor does not control.
 *
 * Rules for every function, unless it says otherwise:
 *
 * Objects. The types without members are objects. A function that makes one writes a pointer to
 * it; the caller frees it, once, with the function that its type names. Nothing else frees it,
 * also not a call that uses it up. Freeing NULL does nothing. An object keeps no pointer to
 * another or to an argument: they can be freed in any order.
 *
 * Results. A function returns SEALROLL_STATUS_OK, or why it did nothing. What it writes through
 * pointers, it writes only on success. sealroll_last_error has a sentence for a person. No status
 * and no sentence contains what a guest typed.
 *
 * Arguments. Texts are UTF-8 and end with a zero byte. Bytes come with their length and may be
 * NULL if it is 0. No other pointer may be NULL unless that is said. NULL, an object of another
 * type, texts that are not UTF-8 and numbers out of range are refused by a status. Pointers to
 * freed or foreign memory cannot be told from good ones: that is the caller's part.
 *
 * Threads. Any thread may use an object. Two calls on one object at the same time are refused with
 * SEALROLL_STATUS_BUSY, reading ones too; calls on different objects do not wait for each other.
 *
 * Secrets. Keys, buffers and forms are wiped when they are freed. The copies that sealing makes of
 * what a guest typed lie in ordinary memory for the time of the call. What the caller copies is the
 * caller's to wipe.
 */
