"""The statements that fit the sample database of `demo_data.py`, for a site that has none of its own."""

from __future__ import annotations

from view.settings.endpoint_settings import Listed

_POLICY_COLUMNS = (
    ("number", "投保单号"),
    ("buyer", "买方"),
    ("country", "国别（地区）"),
    ("currency", "币种"),
    ("amount", "投保金额"),
    ("state", "状态"),
    ("submitted", "提交日期"),
)
_POLICIES = """
    SELECT number, buyer, country, currency, amount, submitted,
           CASE state WHEN 'pending' THEN '待确认' WHEN 'effective' THEN '已生效' ELSE '已到期' END AS state
    FROM policies WHERE enterprise = :enterprise"""
_NOTICE_COLUMNS = (("number", "通知编号"), ("subject", "业务编号"), ("content", "内容"), ("issued", "通知日期"))
_NOTICES = """
    SELECT number, subject, content, issued
    FROM notices WHERE enterprise = :enterprise AND handled IS NULL"""
_CLAIM_COLUMNS = (
    ("number", "索赔编号"),
    ("policy", "投保单号"),
    ("cause", "损失原因"),
    ("currency", "币种"),
    ("amount", "索赔金额"),
    ("state", "状态"),
    ("filed", "提交日期"),
)
_CLAIMS = """
    SELECT number, policy, cause, currency, amount, filed,
           CASE state WHEN 'supplement' THEN '待补充材料' WHEN 'assessing' THEN '核赔中' ELSE '已赔付' END AS state
    FROM claims WHERE enterprise = :enterprise"""
#: Kind → its items.
SAMPLE = {
    "pending_policies": Listed(_POLICIES + " AND state = 'pending'", _POLICY_COLUMNS, "submitted"),
    "effective_notices": Listed(_NOTICES + " AND kind = 'policy'", _NOTICE_COLUMNS, "issued"),
    "claim_notices": Listed(_NOTICES + " AND kind = 'claim'", _NOTICE_COLUMNS, "issued"),
    "policies": Listed(_POLICIES, _POLICY_COLUMNS, "submitted"),
    "claims": Listed(_CLAIMS, _CLAIM_COLUMNS, "filed"),
}
