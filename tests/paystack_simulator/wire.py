# SPDX-License-Identifier: Apache-2.0
"""Paystack's JSON, field by field as its documentation shows it, with the types it really uses: mixed ones."""
import zlib

from books import iso

INTEGRATION = 412829


def customer(transaction):
    return {"id": 181873746, "first_name": None, "last_name": None, "email": transaction.email,
            "customer_code": f"CUS_{zlib.crc32(transaction.email.encode()):010d}", "phone": None, "metadata": None,
            "risk_action": "default", "international_format_phone": None}


def authorization(transaction):
    if transaction.channel != "card":
        return {"authorization_code": f"AUTH_{transaction.id}", "bin": None, "last4": None, "channel": transaction.channel,
                "card_type": None, "bank": "TEST BANK", "country_code": "NG", "brand": None, "reusable": False, "signature": None,
                "account_name": None, "sender_country": "NG", "sender_bank": None, "sender_bank_account_number": None,
                "sender_name": None, "narration": None, "receiver_bank_account_number": None, "receiver_bank": None}
    return {"authorization_code": f"AUTH_{transaction.id}", "bin": "408408", "last4": "4081", "exp_month": "12",
            "exp_year": "2030", "channel": "card", "card_type": "visa ", "bank": "TEST BANK", "country_code": "NG",
            "brand": "visa", "reusable": True, "signature": f"SIG_{transaction.id}", "account_name": None}


def transaction(t):
    """As in a webhook, in a list and in the answer to verify."""
    paid = t.paid_at is not None
    return {"id": t.id, "domain": t.domain, "status": t.status, "reference": t.reference, "amount": t.amount, "message": None,
            "gateway_response": t.gateway_response, "paid_at": iso(t.paid_at), "created_at": iso(t.created_at),
            "channel": t.channel, "currency": t.currency, "ip_address": "197.210.0.1", "metadata": t.metadata,
            "fees_breakdown": None, "log": None, "fees": t.fees, "fees_split": None,
            "authorization": authorization(t) if paid else {}, "customer": customer(t), "plan": None if paid else {},
            "subaccount": {}, "split": {}, "order_id": None, "paidAt": iso(t.paid_at), "createdAt": iso(t.created_at),
            "requested_amount": t.requested_amount, "pos_transaction_data": None,
            "source": {"type": "api", "source": "merchant_api", "entry_point": "transaction_initialize", "identifier": None}}


def refund_in_list(r):
    """The list names the transaction by its number only."""
    return {"id": r.id, "integration": INTEGRATION, "domain": r.transaction.domain, "transaction": r.transaction.id,
            "dispute": r.dispute.id if r.dispute else None, "amount": r.amount,
            "deducted_amount": r.amount if r.settlement else None, "currency": r.transaction.currency, "channel": "migs",
            "fully_deducted": 1 if r.settlement else None, "refunded_by": "owner@example.com", "refunded_at": iso(r.refunded_at),
            "expected_at": iso(r.created_at), "settlement": r.settlement.id if r.settlement else None, "customer_note": r.note,
            "merchant_note": r.note, "created_at": iso(r.created_at), "updated_at": iso(r.updated_at), "status": r.status}


def refund_made(r):
    t = r.transaction
    return {"transaction": {"id": t.id, "domain": t.domain, "reference": t.reference, "amount": t.amount,
                            "paid_at": iso(t.paid_at), "channel": t.channel, "currency": t.currency, "authorization": {},
                            "customer": {"international_format_phone": None}, "plan": {}, "subaccount": {"currency": None},
                            "split": {}, "order_id": None, "paidAt": iso(t.paid_at), "pos_transaction_data": None,
                            "source": None, "fees_breakdown": None},
            "integration": INTEGRATION, "deducted_amount": 0, "channel": None, "merchant_note": r.note, "customer_note": r.note,
            "status": r.status, "refunded_by": "owner@example.com", "expected_at": iso(r.created_at), "currency": t.currency,
            "domain": t.domain, "amount": r.amount, "fully_deducted": False, "id": r.id, "createdAt": iso(r.created_at),
            "updatedAt": iso(r.updated_at)}


def refund_in_webhook(r):
    """No id, and the amount as text until it is settled: both as Paystack sends them."""
    data = {"status": r.status, "transaction_reference": r.transaction.reference, "refund_reference": r.refund_reference,
            "amount": r.amount if r.status == "failed" else str(r.amount), "currency": r.transaction.currency,
            "processor": "instant-transfer",
            "customer": {"first_name": None, "last_name": None, "email": r.transaction.email}, "integration": INTEGRATION,
            "domain": r.transaction.domain}
    if r.status == "needs-attention":
        data.update(amount=r.amount, id=str(r.id), customer_note=r.note, merchant_note=r.note)
        del data["processor"]
    return data


def dispute(d, in_list=False):
    t = d.transaction
    data = {"id": d.id, "refund_amount": d.amount, "currency": t.currency, "status": d.status, "resolution": d.resolution,
            "domain": t.domain, "transaction": transaction(t), "transaction_reference": None, "category": "chargeback",
            "customer": customer(t), "bin": "408408", "last4": "4081", "dueAt": iso(d.due_at), "resolvedAt": iso(d.resolved_at),
            "evidence": None, "attachments": "[]" if in_list else None, "note": None, "history": [], "messages": []}
    made, changed = ("createdAt", "updatedAt") if in_list else ("created_at", "updated_at")
    data[made], data[changed] = iso(d.created_at), iso(d.updated_at)
    return data


def settlement(s):
    return {"id": s.id, "domain": s.domain, "status": "success", "currency": s.currency, "integration": INTEGRATION,
            "total_amount": s.processed - s.fees, "effective_amount": s.processed - s.fees - s.deductions, "total_fees": s.fees,
            "total_processed": s.processed, "deductions": s.deductions or None, "settlement_date": f"{s.day}T00:00:00.000Z",
            "settled_by": None, "createdAt": f"{s.day}T01:04:08.000Z", "updatedAt": f"{s.day}T08:12:01.000Z"}
