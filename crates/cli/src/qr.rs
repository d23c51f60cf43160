//! The invitation as a QR code: in the terminal, as SVG, as PNG.

use qrcode::render::{svg, unicode};
use qrcode::{Color, EcLevel, QrCode};

use crate::error::CliError;

/// A QR code of a link.
pub(crate) struct Qr(QrCode);

impl Qr {
    /// Medium error correction: a scratch on the poster does no harm.
    pub(crate) fn new(link: &str) -> Result<Self, CliError> {
        QrCode::with_error_correction_level(link, EcLevel::M)
            .map(Self)
            .map_err(|_| CliError::Qr)
    }

    /// Two modules a character, dark on light whatever the terminal's colours.
    pub(crate) fn terminal(&self) -> String {
        self.0
            .render::<unicode::Dense1x2>()
            .dark_color(unicode::Dense1x2::Light)
            .light_color(unicode::Dense1x2::Dark)
            .build()
    }

    /// A vector image for print.
    pub(crate) fn svg(&self) -> String {
        self.0
            .render::<svg::Color<'_>>()
            .min_dimensions(600, 600)
            .build()
    }

    /// A grey-scale image with eight pixels a module and the quiet zone of four modules.
    pub(crate) fn png(&self) -> Result<Vec<u8>, CliError> {
        let modules = self.0.width();
        let side = (modules + 2 * QUIET) * SCALE;
        let colors = self.0.to_colors();
        let dark = |x: usize, y: usize| {
            let (x, y) = (
                (x / SCALE).checked_sub(QUIET)?,
                (y / SCALE).checked_sub(QUIET)?,
            );
            (x < modules).then(|| colors.get(y * modules + x)).flatten()
        };
        let pixels = (0..side * side).map(|pixel| match dark(pixel % side, pixel / side) {
            Some(Color::Dark) => 0,
            _ => 255,
        });
        let pixels: Vec<u8> = pixels.collect();

        let mut file = Vec::new();
        let side = u32::try_from(side).map_err(|_| CliError::Qr)?;
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(|_| CliError::Qr)?;
        writer.write_image_data(&pixels).map_err(|_| CliError::Qr)?;
        writer.finish().map_err(|_| CliError::Qr)?;
        Ok(file)
    }
}

const QUIET: usize = 4;
const SCALE: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_made() {
        let qr = Qr::new("https://lists.example/c#AQBhYmM").unwrap();
        assert!(qr.terminal().lines().count() > 10);
        assert!(qr.svg().starts_with("<?xml"));
        let png = qr.png().unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let decoder = png::Decoder::new(std::io::Cursor::new(png));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let side = reader.next_frame(&mut pixels).unwrap().width as usize;
        let at = |x: usize, y: usize| pixels[y * SCALE * side + x * SCALE];
        // Quiet zone, then the finder pattern: dark, its light ring, its dark core.
        assert_eq!([at(3, 3), at(4, 4), at(5, 5), at(6, 6)], [255, 0, 255, 0]);
        assert_eq!(at(side / SCALE - 1, side / SCALE - 1), 255);
    }
}
