// SPDX-License-Identifier: Apache-2.0
// Drawing sheets with libharu. Its first error makes all further calls do nothing, so it is asked once, at the end.
#include "adapters/pdf/pdf_writer.hpp"

#include <fmt/format.h>
#include <hpdf.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "adapters/pdf/qr_code.hpp"

namespace suoledger::adapters {
namespace {

/// Called by C: must not throw. libharu keeps the first error itself.
void ignore_error(HPDF_STATUS, HPDF_STATUS, void*) {}

struct FreeDocument {
    void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, FreeDocument>;

float points(double value) { return static_cast<float>(value); }
float from_bottom(double y) { return static_cast<float>(sheet_height - y); }

HPDF_Font load_font(HPDF_Doc document, const std::string& path) {
    const char* name = HPDF_LoadTTFontFromFile(document, path.c_str(), HPDF_TRUE);
    return name == nullptr ? nullptr : HPDF_GetFont(document, name, "UTF-8");
}

/// Draws one page; texts that follow each other share a text object, and what did not change is not said again.
class PageWriter {
public:
    PageWriter(HPDF_Doc document, HPDF_Font regular, HPDF_Font bold, HPDF_Image logo)
        : page_(HPDF_AddPage(document)), regular_(regular), bold_(bold), logo_(logo) {
        HPDF_Page_SetSize(page_, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    }

    void write(const Sheet& sheet) {
        for (const auto& mark : sheet.marks()) {
            std::visit([this](const auto& each) { draw(each); }, mark);
        }
        end_text();
    }

private:
    void draw(const TextMark& mark) {
        if (!in_text_) {
            HPDF_Page_BeginText(page_);
            in_text_ = true;
        }
        fill_with(mark.style.colour);
        if (!font_ || font_->face != mark.style.face || font_->size != mark.style.size) {
            HPDF_Page_SetFontAndSize(page_, mark.style.face == Face::bold ? bold_ : regular_, points(mark.style.size));
        }
        if (!font_ || font_->letter_spacing != mark.style.letter_spacing) {
            HPDF_Page_SetCharSpace(page_, points(mark.style.letter_spacing));
        }
        font_ = mark.style;
        HPDF_Page_TextOut(page_, points(mark.x), from_bottom(mark.y), mark.text.c_str());
    }

    void draw(const BoxMark& mark) {
        end_text();
        fill_with(mark.fill);
        HPDF_Page_Rectangle(page_, points(mark.x), from_bottom(mark.y + mark.height), points(mark.width),
                            points(mark.height));
        HPDF_Page_Fill(page_);
    }

    void draw(const LogoMark& mark) {
        end_text();
        if (logo_ == nullptr) return;
        HPDF_Page_DrawImage(page_, logo_, points(mark.x), from_bottom(mark.y + mark.height), points(mark.width),
                            points(mark.height));
    }

    /// One path for all modules, runs of dark ones as one rectangle. A module is the unit: whole numbers are short, and
    /// the code would otherwise be most of the file's text.
    void draw(const QrMark& mark) {
        end_text();
        const auto code = qr_code(mark.text);
        if (code.width == 0) return;
        fill_with({0, 0, 0});
        const auto module = points(mark.size / static_cast<double>(code.width));
        HPDF_Page_GSave(page_);
        HPDF_Page_Concat(page_, module, 0, 0, -module, points(mark.x), from_bottom(mark.y));
        for (std::size_t row = 0; row < code.width; ++row) {
            const auto begin = code.is_dark.begin() + static_cast<std::ptrdiff_t>(row * code.width);
            const auto end = begin + static_cast<std::ptrdiff_t>(code.width);
            for (auto dark = std::find(begin, end, true); dark != end; dark = std::find(dark, end, true)) {
                const auto light = std::find(dark, end, false);
                HPDF_Page_Rectangle(page_, static_cast<float>(dark - begin), static_cast<float>(row),
                                    static_cast<float>(light - dark), 1);
                dark = light;
            }
        }
        HPDF_Page_Fill(page_);
        HPDF_Page_GRestore(page_);
    }

    void draw(const LinkMark& mark) {
        const HPDF_Rect area{points(mark.x), from_bottom(mark.y + mark.height), points(mark.x + mark.width),
                             from_bottom(mark.y)};
        const auto link = HPDF_Page_CreateURILinkAnnot(page_, area, mark.url.c_str());
        if (link != nullptr) HPDF_LinkAnnot_SetBorderStyle(link, 0, 0, 0);
    }

    void end_text() {
        if (in_text_) HPDF_Page_EndText(page_);
        in_text_ = false;
    }

    void fill_with(Colour colour) {
        if (fill_ == colour) return;
        fill_ = colour;
        HPDF_Page_SetRGBFill(page_, points(colour.red / 255.0), points(colour.green / 255.0),
                             points(colour.blue / 255.0));
    }

    HPDF_Page page_;
    HPDF_Font regular_, bold_;
    HPDF_Image logo_;
    bool in_text_ = false;
    std::optional<Style> font_;
    std::optional<Colour> fill_;
};

void set_properties(HPDF_Doc document, const PdfProperties& properties) {
    HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, properties.title.c_str());
    HPDF_SetInfoAttr(document, HPDF_INFO_AUTHOR, properties.author.c_str());
    HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "SuoOps Ledger");
    const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{properties.created_on.days}}};
    const HPDF_Date created{static_cast<int>(day.year()),
                            static_cast<int>(static_cast<unsigned>(day.month())),
                            static_cast<int>(static_cast<unsigned>(day.day())),
                            0,
                            0,
                            0,
                            'Z',
                            0,
                            0};
    HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, created);
}

std::string bytes_of(HPDF_Doc document) {
    std::string bytes;
    if (HPDF_SaveToStream(document) == HPDF_OK) {
        bytes.resize(HPDF_GetStreamSize(document));
        auto size = static_cast<HPDF_UINT32>(bytes.size());
        HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
        bytes.resize(size);
    }
    if (const auto error = HPDF_GetError(document); error != HPDF_OK || bytes.empty()) {
        throw std::runtime_error(fmt::format("a document could not be written: libharu's error {:#06x}", error));
    }
    return bytes;
}

HPDF_Image load_logo(HPDF_Doc document, const http::DecodedLogo* logo) {
    if (logo == nullptr) return nullptr;
    if (logo->rgb.size() != std::size_t{3} * logo->width * logo->height || logo->rgb.empty()) {
        throw std::runtime_error("a logo does not have the pixels that it says");
    }
    return HPDF_LoadRawImageFromMem(document, reinterpret_cast<const HPDF_BYTE*>(logo->rgb.data()), logo->width,
                                    logo->height, HPDF_CS_DEVICE_RGB, 8);
}

}  // namespace

std::string write_pdf(const std::vector<Sheet>& sheets, const PdfProperties& properties, const http::DecodedLogo* logo,
                      const FontFiles& fonts) {
    const Document document(HPDF_New(&ignore_error, nullptr));
    if (!document) throw std::bad_alloc();
    HPDF_SetCompressionMode(document.get(), HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(document.get());
    HPDF_SetCurrentEncoder(document.get(), "UTF-8");
    set_properties(document.get(), properties);
    const auto regular = load_font(document.get(), fonts.path_of(Face::regular));
    const auto bold = load_font(document.get(), fonts.path_of(Face::bold));
    const auto image = load_logo(document.get(), logo);
    for (const auto& sheet : sheets) PageWriter(document.get(), regular, bold, image).write(sheet);
    return bytes_of(document.get());
}

}  // namespace suoledger::adapters
