//! The values that RFC 9180 prints in appendix A.2 for DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256, ChaCha20Poly1305.

use crate::hpke_vector::{Encryption, Export, HpkeVector};

/// RFC 9180 section A.2.1, base setup information, encryptions and exported values.
pub(crate) const A_2_1: HpkeVector<'static> = HpkeVector {
    name: "RFC 9180 A.2.1",
    psk: None,
    info: "4f6465206f6e2061204772656369616e2055726e",
    ikm_r: "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df",
    ikm_e: "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b",
    sk_rm: "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    sk_em: "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
    pk_rm: "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
    enc: "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
    shared_secret: "0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7",
    key_schedule_context: "00431df6cd95e11ff49d7013563baf7f11588c75a6611ee2a4404a49306ae4cfc5b69c5718a60cc5876c358d3f7fc31ddb598503f67be58ea1e798c0bb19eb9796",
    key: "ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91",
    base_nonce: "5c4d98150661b848853b547f",
    exporter_secret: "a3b010d4994890e2c6968a36f64470d3c824c8f5029942feb11e7a74b2921922",
    encryptions: &[
        Encryption {
            sequence: 0,
            aad: "436f756e742d30",
            nonce: "5c4d98150661b848853b547f",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
        },
        Encryption {
            sequence: 1,
            aad: "436f756e742d31",
            nonce: "5c4d98150661b848853b547e",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e85285337cc95ba5f59992dc98c",
        },
        Encryption {
            sequence: 2,
            aad: "436f756e742d32",
            nonce: "5c4d98150661b848853b547d",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "71146bd6795ccc9c49ce25dda112a48f202ad220559502cef1f34271e0cb4b02b4f10ecac6f48c32f878fae86b",
        },
        Encryption {
            sequence: 4,
            aad: "436f756e742d34",
            nonce: "5c4d98150661b848853b547b",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "63357a2aa291f5a4e5f27db6baa2af8cf77427c7c1a909e0b37214dd47db122bb153495ff0b02e9e54a50dbe16",
        },
        Encryption {
            sequence: 255,
            aad: "436f756e742d323535",
            nonce: "5c4d98150661b848853b5480",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "18ab939d63ddec9f6ac2b60d61d36a7375d2070c9b683861110757062c52b8880a5f6b3936da9cd6c23ef2a95c",
        },
        Encryption {
            sequence: 256,
            aad: "436f756e742d323536",
            nonce: "5c4d98150661b848853b557f",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "7a4a13e9ef23978e2c520fd4d2e757514ae160cd0cd05e556ef692370ca53076214c0c40d4c728d6ed9e727a5b",
        },
    ],
    exports: &[
        Export {
            context: "",
            length: 32,
            value: "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
        },
        Export {
            context: "00",
            length: 32,
            value: "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
        },
        Export {
            context: "54657374436f6e74657874",
            length: 32,
            value: "5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53",
        },
    ],
};

/// RFC 9180 section A.2.2, PSK setup information, encryptions and exported values.
pub(crate) const A_2_2: HpkeVector<'static> = HpkeVector {
    name: "RFC 9180 A.2.2",
    psk: Some((
        "0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82",
        "456e6e796e20447572696e206172616e204d6f726961",
    )),
    info: "4f6465206f6e2061204772656369616e2055726e",
    ikm_r: "26b923eade72941c8a85b09986cdfa3f1296852261adedc52d58d2930269812b",
    ikm_e: "35706a0b09fb26fb45c39c2f5079c709c7cf98e43afa973f14d88ece7e29c2e3",
    sk_rm: "77d114e0212be51cb1d76fa99dd41cfd4d0166b08caa09074430a6c59ef17879",
    sk_em: "0c35fdf49df7aa01cd330049332c40411ebba36e0c718ebc3edf5845795f6321",
    pk_rm: "13640af826b722fc04feaa4de2f28fbd5ecc03623b317834e7ff4120dbe73062",
    enc: "2261299c3f40a9afc133b969a97f05e95be2c514e54f3de26cbe5644ac735b04",
    shared_secret: "4be079c5e77779d0215b3f689595d59e3e9b0455d55662d1f3666ec606e50ea7",
    key_schedule_context: "016870c4c76ca38ae43efbec0f2377d109499d7ce73f4a9e1ec37f21d3d063b97cb69c5718a60cc5876c358d3f7fc31ddb598503f67be58ea1e798c0bb19eb9796",
    key: "600d2fdb0313a7e5c86a9ce9221cd95bed069862421744cfb4ab9d7203a9c019",
    base_nonce: "112e0465562045b7368653e7",
    exporter_secret: "73b506dc8b6b4269027f80b0362def5cbb57ee50eed0c2873dac9181f453c5ac",
    encryptions: &[
        Encryption {
            sequence: 0,
            aad: "436f756e742d30",
            nonce: "112e0465562045b7368653e7",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "4a177f9c0d6f15cfdf533fb65bf84aecdc6ab16b8b85b4cf65a370e07fc1d78d28fb073214525276f4a89608ff",
        },
        Encryption {
            sequence: 1,
            aad: "436f756e742d31",
            nonce: "112e0465562045b7368653e6",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "5c3cabae2f0b3e124d8d864c116fd8f20f3f56fda988c3573b40b09997fd6c769e77c8eda6cda4f947f5b704a8",
        },
        Encryption {
            sequence: 2,
            aad: "436f756e742d32",
            nonce: "112e0465562045b7368653e5",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "14958900b44bdae9cbe5a528bf933c5c990dbb8e282e6e495adf8205d19da9eb270e3a6f1e0613ab7e757962a4",
        },
        Encryption {
            sequence: 4,
            aad: "436f756e742d34",
            nonce: "112e0465562045b7368653e3",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "c2a7bc09ddb853cf2effb6e8d058e346f7fe0fb3476528c80db6b698415c5f8c50b68a9a355609e96d2117f8d3",
        },
        Encryption {
            sequence: 255,
            aad: "436f756e742d323535",
            nonce: "112e0465562045b736865318",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "2414d0788e4bc39a59a26d7bd5d78e111c317d44c37bd5a4c2a1235f2ddc2085c487d406490e75210c958724a7",
        },
        Encryption {
            sequence: 256,
            aad: "436f756e742d323536",
            nonce: "112e0465562045b7368652e7",
            pt: "4265617574792069732074727574682c20747275746820626561757479",
            ct: "c567ae1c3f0f75abe1dd9e4532b422600ed4a6e5b9484dafb1e43ab9f5fd662b28c00e2e81d3cde955dae7e218",
        },
    ],
    exports: &[
        Export {
            context: "",
            length: 32,
            value: "813c1bfc516c99076ae0f466671f0ba5ff244a41699f7b2417e4c59d46d39f40",
        },
        Export {
            context: "00",
            length: 32,
            value: "2745cf3d5bb65c333658732954ee7af49eb895ce77f8022873a62a13c94cb4e1",
        },
        Export {
            context: "54657374436f6e74657874",
            length: 32,
            value: "ad40e3ae14f21c99bfdebc20ae14ab86f4ca2dc9a4799d200f43a25f99fa78ae",
        },
    ],
};
