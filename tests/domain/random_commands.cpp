// SPDX-License-Identifier: Apache-2.0
// Writing a step out as its command.
#include "tests/domain/random_commands.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <tuple>
#include <typeinfo>
#include <utility>

#include "tests/domain/random_delivery_commands.hpp"

namespace suoledger::domain {

namespace {

/// Has one `fill` per kind of command: a new kind does not compile until it says here how it is tried.
class CommandOf : DeliveryCommandOf {
public:
    using DeliveryCommandOf::DeliveryCommandOf;

    template <std::size_t I>
    Command make() {
        std::variant_alternative_t<I, AnyCommand> command;
        fill(command);
        return command;
    }

private:
    using DeliveryCommandOf::fill;
    [[nodiscard]] Uuid invoice() const { return numbered(1000, step_.invoice); }
    [[nodiscard]] Uuid payment() const { return numbered(5000, step_.payment); }
    [[nodiscard]] Uuid of_payment(int first) const { return numbered(first, step_.payment * 8 + step_.item); }
    [[nodiscard]] Uuid of_invoice(int first) const { return numbered(first, step_.invoice * 8 + step_.item); }
    std::pair<Uuid, Uuid> payment_and_its_invoice() {
        std::vector<std::pair<Uuid, Uuid>> allocated;
        each<PaymentState>([&](const PaymentState& paid) {
            for (const InvoiceShare& share : paid.allocations) allocated.emplace_back(paid.id, share.invoice);
        });
        return mostly_one_of(allocated, {payment(), invoice()});
    }
    std::pair<Uuid, Uuid> invoice_and_its_withholding() {
        std::vector<std::pair<Uuid, Uuid>> withheld;
        each<InvoiceState>([&](const InvoiceState& owed) {
            for (const Withholding& one : owed.withholdings) withheld.emplace_back(owed.id, one.id);
        });
        return mostly_one_of(withheld, {invoice(), of_invoice(400'000)});
    }
    std::pair<Uuid, Uuid> payment_and_its_refund() {
        std::vector<std::pair<Uuid, Uuid>> refunds;
        each<PaymentState>([&](const PaymentState& paid) {
            for (const Refund& refund : paid.refunds) refunds.emplace_back(paid.id, refund.id);
        });
        return mostly_one_of(refunds, {payment(), of_payment(500'000)});
    }
    std::pair<Uuid, std::string> customer_and_what_it_agreed_to() {
        std::vector<std::pair<Uuid, std::string>> given;
        each<CustomerState>([&](const CustomerState& who) {
            for (const std::string& purpose : who.consents) given.emplace_back(who.id, purpose);
        });
        return mostly_one_of(given, {customer(), dice(2) == 0 ? "payment_reminders" : "offers"});
    }
    [[nodiscard]] Uuid expense() const { return numbered(300'000, step_.item); }
    Currency currency() { return dice(3) == 2 ? Currency::usd : Currency::ngn; }
    std::optional<std::int64_t> perhaps_amount() { return dice(2) == 0 ? std::nullopt : std::optional(step_.amount); }
    PaymentMethod method() { return static_cast<PaymentMethod>(dice(4)); }
    /// Mostly none, else up to four days ago, and sometimes tomorrow, which is refused.
    std::optional<Date> perhaps_date() {
        if (dice(4) != 3) return std::nullopt;
        return Date{date_in(Zone{}, Scenario::now).days + 1 - static_cast<std::int32_t>(dice(6))};
    }
    std::variant<Uuid, RegisterCustomer> buyer() {
        if (dice(4) != 3) return customer();
        RegisterCustomer met = a_customer(20 + static_cast<int>(step_.customer));
        met.customer_id = numbered(2'000'000, step_.invoice * 8 + step_.customer);
        return met;
    }
    std::vector<LineRequest> lines() {
        auto lines = an_invoice(0, std::vector(static_cast<std::size_t>(1 + dice(3)), step_.amount)).lines;
        for (LineRequest& line : lines) {
            line.vat_treatment = static_cast<VatTreatment>(std::max<std::int64_t>(dice(7) - 3, 0));
            line.quantity_thousandths = 1000 + 333 * dice(3);
        }
        return lines;
    }
    template <class Document>
    void fill_document(Document& command) {
        command.invoice_id = invoice();
        command.lines = lines();
        command.prices_include_vat = dice(2) == 0;
        command.discount = dice(3) == 2 ? step_.amount / 7 : 0;
    }
    template <class Record>
    void fill_withholding(Record& command) {
        command.invoice_id = invoice();
        command.withholding_id = of_invoice(400'000);
        command.amount = step_.amount / (1 + 15 * dice(2));
        command.withheld_on = perhaps_date();
    }
    ApiKeyFacts key(Scopes scopes) {
        return {
            .key_id = numbered(11, step_.item), .public_part = "abcdefgh12345678", .scopes = scopes, .expires_at = {}};
    }

    void fill(RegisterBusiness& command) {
        command = a_business();
        command.vat_registered = dice(5) != 4;
        if (dice(4) == 3) command.time_zone = "UTC";
    }
    void fill(ChangeBusinessProfile& command) {
        if (dice(4) != 3) command.name = "Ada Stores and Sons";
        if (dice(2) == 1) command.invoice_format = NumberFormat{"ADA-", 4};
    }
    void fill(IssueApiKey& command) { command = {key({3}), {static_cast<std::uint8_t>(dice(4) == 3 ? 1 : 15)}}; }
    void fill(RevokeApiKey& command) { command.key_id = numbered(10, step_.item); }
    void fill(IssueOperatorKey& command) { command.key = key({16}); }
    void fill(RevokeOperatorKey& command) { command.key_id = numbered(11, step_.item); }
    void fill(RegisterCustomer& command) { command = a_customer(20 + static_cast<int>(step_.customer)); }
    void fill(ChangeCustomerDetails& command) {
        command.customer_id = customer();
        if (dice(2) == 0) command.name = PersonalText("Bola Ade-Cole");
        if (dice(2) == 0) return;
        const RegisterCustomer other = a_customer(20 + static_cast<int>(step_.item));
        command.phone = other.details.phone;
        command.indexes = other.indexes;
        const auto found = scenario_.streams().find({Scenario::tenant, StreamType::customer, command.customer_id});
        if (found == scenario_.streams().end()) return;
        const PersonalText& phone = std::get<CustomerState>(*found->second).details.phone;
        for (int number = 20; phone.is_open() && number < 30; ++number)
            if (a_customer(number).details.phone == phone) command.previous_indexes = a_customer(number).indexes;
    }
    void fill(IssueInvoice& command) {
        fill_document(command);
        command.customer = buyer();
        command.currency = currency();
        command.issued_on = perhaps_date();
    }
    void fill(CancelInvoice& command) { command.invoice_id = invoice(); }
    void fill(IssueCreditNote& command) {
        command.invoice_id = invoice();
        command.credit_note_id = of_invoice(600'000);
        if (dice(2) == 1) command.lines.push_back({static_cast<std::int32_t>(dice(3)), step_.amount});
        command.issued_on = perhaps_date();
    }
    void fill(RecordManualPayment& command) {
        command = a_payment(0, step_.amount);
        command.payment_id = payment();
        command.amount.currency = currency();
        command.method = method();
        if (dice(4) != 0) command.invoice = invoice();
        if (dice(4) == 3) command.customer = customer();
    }
    void fill(AllocatePayment& command) { command = {payment(), invoice(), perhaps_amount()}; }
    void fill(DeallocatePayment& command) {
        const auto [from, to] = payment_and_its_invoice();
        command = {from, to, perhaps_amount()};
    }
    void fill(ChangeTaxProfile& command) { command.vat_registered = dice(3) != 2; }
    void fill(ChangeBankAccount& command) { command.bank_account = PersonalText("Sample Bank 0001112223 Ada Stores"); }
    void fill(AddMember& command) {
        const int login = static_cast<int>(dice(3));
        command = {.member_id = numbered(700, step_.item),
                   .name = PersonalText("Chidi Obi"),
                   .login = PersonalText("chidi" + std::to_string(login) + "@example.com"),
                   .login_index = id(login).bytes,
                   .scopes = {3},
                   .issuer_scopes = {15}};
    }
    void fill(RemoveMember& command) { command = {numbered(700, step_.item), id(static_cast<int>(dice(3))).bytes}; }
    void fill(GiveConsent& command) {
        command = {customer(), dice(2) == 0 ? "payment_reminders" : "offers", "v1", ConsentChannel::whatsapp};
    }
    void fill(WithdrawConsent& command) {
        const auto [who, purpose] = customer_and_what_it_agreed_to();
        command = {who, purpose, ConsentChannel::phone};
    }
    void fill(DraftInvoice& command) {
        fill_document(command);
        command.customer = buyer();
        command.currency = currency();
    }
    void fill(ChangeDraft& command) {
        command.invoice_id = invoice();
        if (dice(2) == 0) command.lines = lines();
        if (dice(2) == 1) command.currency = currency();
        if (dice(2) == 1) command.prices_include_vat = dice(2) == 0;
        if (dice(4) == 3) command.customer = buyer();
    }
    void fill(DiscardDraft& command) { command.invoice_id = invoice(); }
    void fill(IssueDraft& command) { command = {invoice(), perhaps_date()}; }
    void fill(ReviseInvoice& command) { fill_document(command); }
    void fill(WriteOffInvoice& command) {
        command.invoice_id = invoice();
        command.written_off_on = perhaps_date();
    }
    void fill(RecordWithholdingTax& command) { fill_withholding(command); }
    void fill(RecordVatWithheld& command) { fill_withholding(command); }
    void fill(ReverseWithholding& command) {
        const auto [of, withholding] = invoice_and_its_withholding();
        command = {of, withholding, {}};
    }
    void fill(RequestRefund& command) { command = {payment(), of_payment(500'000), perhaps_amount(), {}}; }
    void fill(RecordRefund& command) {
        std::tie(command.payment_id, command.refund_id) = payment_and_its_refund();
        command.outcome = dice(3) == 2 ? RefundOutcome::failed : RefundOutcome::settled;
        if (command.outcome == RefundOutcome::settled) command.fee = dice(20);
    }
    void fill(RecordChargeback& command) {
        command.payment_id = payment();
        command.chargeback_id = of_payment(800'000);
        command.stage = static_cast<ChargebackStage>(dice(3));
        // A stage that follows an opening may leave the amounts out.
        if (command.stage == ChargebackStage::opened || dice(2) == 0) {
            command.amount = step_.amount;
            command.amount_taken = step_.amount * dice(3) / 2;
        }
        if (command.stage == ChargebackStage::lost) command.fee = dice(20);
        command.must_be_known = dice(8) == 7;
    }
    void fill(RecordPayout& command) {
        command = {.payout_id = of_payment(900'000),
                   .provider = "monnify",
                   .currency = currency(),
                   .net = step_.amount,
                   .payment_fees = dice(20),
                   .dispute_fees = dice(20),
                   .cleared = step_.amount + dice(40),
                   .due_returned = dice(3) == 2 ? step_.amount / 3 : 0,
                   .paid_on = perhaps_date(),
                   .reference = {}};
    }
    void fill(RecordExpense& command) {
        command.expense_id = expense();
        command.figures = {.currency = currency(),
                           .amount = step_.amount,
                           .vat = step_.amount / 20 * dice(2),
                           .category = expense_categories()[static_cast<std::size_t>(dice(15))],
                           .method = method()};
        command.description = PersonalText("Diesel for the generator");
        command.spent_on = perhaps_date();
    }
    void fill(CorrectExpense& command) {
        command.expense_id = expense();
        if (dice(2) == 0) command.amount = step_.amount;
        if (dice(2) == 1) command.vat = step_.amount / 30;
        if (dice(2) == 1) command.category = expense_categories()[static_cast<std::size_t>(dice(15))];
        if (dice(2) == 1) command.method = method();
    }
    void fill(VoidExpense& command) { command.expense_id = expense(); }

    [[nodiscard]] Uuid attempt() const { return numbered(20'000, step_.invoice); }
    void fill(InitiatePayment& command) {
        command.payment_id = attempt();
        command.invoice_id = invoice();
        command.provider = "paystack";
        command.email = PersonalText("bola@example.com");
        each<InvoiceState>([&](const InvoiceState& owed) {
            if (owed.id != command.invoice_id || dice(8) == 7) return;
            command.revision = owed.revision;
            command.amount = amount_due_of(owed);
        });
    }
    /// Mostly one that waits for its page or its money.
    [[nodiscard]] Uuid begun_attempt() {
        Uuid found = attempt();
        each<PaymentState>([&](const PaymentState& payment) {
            if (payment.attempt && !payment.is_received && !payment.attempt->has_failed && dice(3) != 2)
                found = payment.id;
        });
        return found;
    }
    void fill(OpenCheckout& command) { command = {begun_attempt(), PersonalText("https://pay.example/1"), {}}; }
    void fill(RecordProviderFailure& command) {
        command.payment_id = begun_attempt();
        command.provider = "paystack";
        command.livemode = dice(20) != 19;
    }
    /// One payment id has one charge; now and then it is told of as another, which is refused.
    void fill(RecordProviderCharge& command) {
        if (dice(3) != 2) command.attempt_id = attempt();
        command.payment_id = payment();
        command.provider = "paystack";
        command.provider_payment_id = std::to_string(step_.payment + (dice(20) == 19 ? 1 : 0));
        command.provider_reference = "sl-1";
        command.channel = "card";
        command.amount = {step_.amount, currency()};
        command.fee = dice(4);
        if (dice(3) == 2) command.invoice = invoice();
        if (dice(6) == 5) command.customer = customer();
    }
    void fill(RecordProviderRefund& command) {
        std::vector<Uuid> paid;
        each<PaymentState>([&](const PaymentState& one) {
            if (one.is_received) paid.push_back(one.id);
        });
        command.payment_id = mostly_one_of(paid, payment());
        command.refund_id = of_payment(600'000);
        command.provider = "paystack";
        if (dice(4) != 3) command.provider_refund_id = "rf-" + std::to_string(step_.item);
        command.stage = static_cast<ProviderRefundStage>(dice(3));
        // Few amounts, so that what is said fits what was asked for.
        command.amount = {dice(2) == 0 ? 500 : step_.amount, currency()};
        each<PaymentState>([&](const PaymentState& one) {
            if (one.id != command.payment_id) return;
            command.amount.currency = one.currency;
            if (!one.refunds.empty() && dice(3) != 2) command.amount.minor_units = one.refunds.back().amount;
        });
        if (command.stage == ProviderRefundStage::processed) command.fee = dice(20);
    }
};

template <std::size_t... I>
constexpr auto makers(std::index_sequence<I...>) {
    return std::array{&CommandOf::make<I>...};
}
constexpr auto all_makers = makers(std::make_index_sequence<command_kinds>());

template <std::size_t... I>
const char* type_name(std::size_t kind, std::index_sequence<I...>) {
    return std::array{typeid(std::variant_alternative_t<I, AnyCommand>).name()...}.at(kind);
}

}  // namespace

Command command_of(const Step& step, const Scenario& scenario) {
    CommandOf maker(step, scenario);
    return (maker.*all_makers.at(step.kind))();
}

std::string name_of_kind(std::size_t kind) {
    int status = 0;
    char* readable =
        abi::__cxa_demangle(type_name(kind, std::make_index_sequence<command_kinds>()), nullptr, nullptr, &status);
    const std::string name = readable ? readable : "?";
    std::free(readable);
    return name.substr(name.rfind(':') + 1);
}

std::ostream& operator<<(std::ostream& out, const Step& step) {
    constexpr std::array names = {"invoice", "payment", "customer", "item", "amount", "dice", "if_match"};
    out << name_of_kind(step.kind);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (step.*step_fields[i] != 0) out << ' ' << names[i] << '=' << step.*step_fields[i];
    return out;
}

}  // namespace suoledger::domain
