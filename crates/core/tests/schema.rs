//! What a list asks for, applied to check-ins and corrections.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::attendance;
use sealroll_core::{
    AddressLine, Companions, Contact, Correction, DoorCode, Field, Name, Place, Schema, SchemaError,
};
use sealroll_wire::{FieldName, FieldPolicies, Policy, RootFingerprint, Terms, VerifyingKey};

fn schema(change: impl FnOnce(&mut Terms)) -> Schema {
    // The base point of the curve serves as a key.
    let mut base = [0x66; 32];
    base[0] = 0x58;
    let key = VerifyingKey::from_bytes(&base).unwrap();
    let mut terms = Terms::new(RootFingerprint::from_bytes([0; 32]), key);
    terms.fields = FieldPolicies::NONE;
    change(&mut terms);
    Schema::new(&terms)
}

fn with(field: FieldName, policy: Policy) -> Schema {
    schema(|terms| {
        terms.fields = FieldPolicies::default().with(field, policy);
        terms.max_companions = 3;
    })
}

#[test]
fn every_field_is_required_excluded_and_optional() {
    let mut full = attendance();
    full.contact = Contact {
        email: sealroll_core::Email::new("a@b.de").ok(),
        street: AddressLine::new("Weg 1").ok(),
        postal_code: sealroll_core::PostalCode::new("10115").ok(),
        city: AddressLine::new("Berlin").ok(),
        country: sealroll_core::Country::new("DE").ok(),
        ..full.contact
    };
    full.place = Place::new("7").ok();
    full.planned_end = Some(full.arrival.saturating_add(60));
    let mut empty = attendance();
    empty.contact = Contact::default();
    let named: Vec<FieldName> = FieldName::ALL
        .into_iter()
        .filter(|name| !matches!(name, FieldName::Companions | FieldName::CompanionNames))
        .collect();
    let all = named.iter().fold(FieldPolicies::NONE, |fields, name| {
        fields.with(*name, Policy::Optional)
    });
    for name in named {
        let field = Field::FORM
            .into_iter()
            .find(|field| field.policy_name() == Some(name))
            .unwrap();
        let only = schema(|terms| terms.fields = FieldPolicies::NONE.with(name, Policy::Required));
        assert_eq!(only.check(&empty), Err(SchemaError::FieldRequired(field)));
        let without = schema(|terms| terms.fields = all.with(name, Policy::Absent));
        assert_eq!(
            without.check(&full),
            Err(SchemaError::FieldNotAllowed(field))
        );
        let optional = schema(|terms| terms.fields = all);
        assert_eq!(
            (optional.check(&full), optional.check(&empty)),
            (Ok(()), Ok(()))
        );
        // A correction requires nothing, but nothing excluded may be in it.
        assert_eq!(only.check_correction(&Correction::default()), Ok(()));
        let correction = Correction {
            contact: full.contact.clone(),
            place: full.place.clone(),
            planned_end: full.planned_end,
            ..Correction::default()
        };
        assert_eq!(
            without.check_correction(&correction),
            Err(SchemaError::FieldNotAllowed(field))
        );
    }
}

fn companions(count: u8, names: usize) -> Companions {
    Companions {
        count,
        names: vec![Name::new("Bea").unwrap(); names],
    }
}

#[test]
fn companions_are_counted_and_named() {
    let check = |schema: &Schema, count, names| {
        let mut attendance = attendance();
        attendance.companions = companions(count, names);
        schema.check(&attendance)
    };
    let absent = with(FieldName::Companions, Policy::Absent);
    assert_eq!(check(&absent, 0, 0), Ok(()));
    assert_eq!(
        check(&absent, 1, 0),
        Err(SchemaError::FieldNotAllowed(Field::Companions))
    );

    let number = with(FieldName::Companions, Policy::Required);
    assert_eq!(
        (check(&number, 0, 0), check(&number, 3, 0)),
        (Ok(()), Ok(()))
    );
    assert_eq!(
        check(&number, 4, 0),
        Err(SchemaError::BadField(Field::Companions))
    );
    assert_eq!(
        check(&number, 1, 1),
        Err(SchemaError::FieldNotAllowed(Field::CompanionNames))
    );

    let names = with(FieldName::CompanionNames, Policy::Optional);
    assert_eq!((check(&names, 2, 0), check(&names, 2, 2)), (Ok(()), Ok(())));
    assert_eq!(
        check(&names, 1, 2),
        Err(SchemaError::BadField(Field::CompanionNames))
    );

    let all = with(FieldName::CompanionNames, Policy::Required);
    assert_eq!((check(&all, 0, 0), check(&all, 2, 2)), (Ok(()), Ok(())));
    assert_eq!(
        check(&all, 2, 1),
        Err(SchemaError::FieldRequired(Field::CompanionNames))
    );
    let correction = Correction {
        companions: Some(companions(2, 1)),
        ..Correction::default()
    };
    assert_eq!(all.check_correction(&correction), Ok(()));
}

#[test]
fn the_door_code_is_asked_for_or_excluded() {
    let asked = with(FieldName::Email, Policy::Optional);
    let mut attendance = attendance();
    attendance.door_code = DoorCode::new("A1").ok();
    assert_eq!(
        asked.check(&attendance),
        Err(SchemaError::FieldNotAllowed(Field::DoorCode))
    );
    let asked = schema(|terms| {
        terms.fields = FieldPolicies::default();
        terms.door_code = true;
    });
    assert_eq!(asked.check(&attendance), Ok(()));
    attendance.door_code = None;
    assert_eq!(
        asked.check(&attendance),
        Err(SchemaError::FieldRequired(Field::DoorCode))
    );
}
