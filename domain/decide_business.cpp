// SPDX-License-Identifier: Apache-2.0
// Decisions on a business, its profile and its keys.
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::int32_t max_number_width = 12;

void check_name(FieldErrors& errors, const std::string& name) {
    const std::size_t length = count_characters(name);
    if (length == 0 || length > max_business_name_characters) errors.add("/name", "must have 1 to 120 characters");
}

void check_number_format(FieldErrors& errors, const std::string& pointer, const NumberFormat& format) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/.";
    if (format.prefix.size() > max_prefix_characters || format.prefix.find_first_not_of(allowed) != std::string::npos)
        errors.add(pointer + "/prefix", "must have at most 12 letters, digits, '-', '_', '/' or '.'");
    if (format.width < 1 || format.width > max_number_width) errors.add(pointer + "/width", "must be 1 to 12");
}

/// Scopes are checked apart: asking for one that is not held is no spelling mistake.
void check_key(FieldErrors& errors, const std::string& pointer, const ApiKeyFacts& key, Timestamp now) {
    errors.check_text(pointer + "/label", key.label, max_label_characters);
    if (key.scopes.bits == 0) errors.add(pointer + "/scopes", "must name at least one scope");
    if (key.expires_at && *key.expires_at <= now) errors.add(pointer + "/expires_at", "must be in the future");
}

FieldErrors check(const RegisterBusiness& command, Timestamp now) {
    FieldErrors errors;
    check_name(errors, command.name);
    if (!find_zone(command.time_zone)) errors.add("/time_zone", "must be Africa/Lagos or UTC");
    check_number_format(errors, "/invoice_format", command.invoice_format);
    check_number_format(errors, "/credit_note_format", command.credit_note_format);
    check_number_format(errors, "/receipt_format", command.receipt_format);
    errors.check_text("/address", command.address, max_address_characters);
    errors.check_text("/tax_id", command.tax_id, max_tax_id_characters);
    errors.check_text("/bank_account", command.bank_account, max_bank_account_characters);
    check_key(errors, "/first_key", command.first_key, now);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RegisterBusiness& command) {
    Lookup look(context.tenant, view);
    const BusinessState* existing = look.business();
    if (look.incomplete()) return look.missing();
    if (existing) return reject(RejectionCode::business_already_registered, "This business is registered.");
    if (auto conflict = check_version(context, 0)) return *conflict;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    if (command.first_key.scopes.has(Scope::operate))
        return reject(RejectionCode::scope_not_held, "A business key never has the scope operate.");

    BusinessRegistered registered{command.name,           command.livemode,       command.vat_registered,
                                  command.time_zone,      command.invoice_format, command.credit_note_format,
                                  command.receipt_format, command.business_key,   command.address,
                                  command.tax_id,         command.bank_account};
    ApiKeyIssued issued{command.first_key};
    issued.key.livemode = command.livemode;
    const SealingKeys keys{std::nullopt, std::nullopt, command.business_key};
    Decision decision;
    decision.target = {context.tenant, StreamType::business, context.tenant};
    decision.events.push_back({decision.target, std::move(registered), context.now, keys});
    decision.events.push_back({decision.target, std::move(issued), context.now, keys});
    decision.new_keys.push_back({command.business_key, KeyClass::business, decision.target});
    decision.reply_key = command.business_key;
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeBusinessProfile& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;

    BusinessProfileChanged changed{
        command.name.value_or(business->name), command.invoice_format.value_or(business->invoice_format),
        command.credit_note_format.value_or(business->credit_note_format),
        command.receipt_format.value_or(business->receipt_format), command.address.value_or(business->address)};
    FieldErrors errors;
    if (!command.name && !command.invoice_format && !command.credit_note_format && !command.receipt_format &&
        !command.address)
        errors.add("", "names nothing to change");
    check_name(errors, changed.name);
    check_number_format(errors, "/invoice_format", changed.invoice_format);
    check_number_format(errors, "/credit_note_format", changed.credit_note_format);
    check_number_format(errors, "/receipt_format", changed.receipt_format);
    if (command.address) errors.check_text("/address", *command.address, max_address_characters);
    if (errors.any()) return errors.stop();
    return one_event(context, *business, std::move(changed));
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeTaxProfile& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    FieldErrors errors;
    errors.check_text("/tax_id", command.tax_id, max_tax_id_characters);
    if (errors.any()) return errors.stop();
    return one_event(context, *business, TaxProfileChanged{command.vat_registered, command.tax_id});
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeAccountingYear& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    FieldErrors errors;
    if (!is_day_of_year(command.year_end)) errors.add("/year_end", "must be a day of some year");
    if (errors.any()) return errors.stop();
    return one_event(context, *business, AccountingYearChanged{command.year_end});
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeBankAccount& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    FieldErrors errors;
    errors.check_text("/bank_account", command.bank_account, max_bank_account_characters);
    if (errors.any()) return errors.stop();
    return one_event(context, *business, BankAccountChanged{command.bank_account});
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeLogo& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    if (command.logo_sha256 == business->logo_sha256) return already_recorded(business->version);
    return one_event(context, *business, LogoChanged{command.logo_sha256});
}

Outcome decide_on(const CommandContext& context, const View& view, const IssueApiKey& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    if (business->key_revoked.contains(command.key.key_id)) return already_there(business->version);
    FieldErrors errors;
    check_key(errors, "", command.key, context.now);
    if (errors.any()) return errors.stop();
    if (command.key.scopes.has(Scope::operate) || !command.issuer_scopes.contains(command.key.scopes))
        return reject(RejectionCode::scope_not_held, "A key cannot make a key with a scope it lacks.");
    ApiKeyIssued issued{command.key};
    issued.key.livemode = business->livemode;
    return one_event(context, *business, std::move(issued));
}

Outcome decide_on(const CommandContext& context, const View& view, const RevokeApiKey& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    const auto key = business->key_revoked.find(command.key_id);
    if (key == business->key_revoked.end()) return reject(RejectionCode::api_key_not_found, "There is no such key.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    if (key->second) return reject(RejectionCode::api_key_already_revoked, "The key was revoked before.");
    return one_event(context, *business, ApiKeyRevoked{command.key_id});
}

}  // namespace suoledger::domain
