// What the generated code lacks to be at home in Kotlin.

package sealroll

/** Stable: a class of the protocol's specification, or a code of this library. */
val SealrollException.code: String
    get() = when (this) {
        is SealrollException.Failed -> code
    }

/** A plain English sentence without personal data. */
val SealrollException.reason: String
    get() = when (this) {
        is SealrollException.Failed -> reason
    }

/** The field of a form to which the guest's attention should be drawn. */
val SealrollException.field: Field?
    get() = when (this) {
        is SealrollException.Failed -> field
    }
