"""Enforcement (AUTH=true): the endpoint of a domain asks for a signature and the right to the path (search_domains.py).

AWS (OpenSearch Service developer guide, ac): the domain's access policy and the caller's own policies decide, as for any
resource with a policy. MiniStack's domains have the address of OpenSearch itself, which asks nobody.
"""

import authorization
import search_domains


def apply():
    if not authorization.is_enforced():
        return
    from ministack.core import iam_evaluator
    from ministack.services import opensearch

    def data_plane_of(domain, engine_version):
        host, _, rest = search_domains.endpoint_of(domain).partition(":")
        return host, rest, None, None, None

    def domain_policy_for_arn(arn):
        """(policy, owner) of the domain in `arn:aws:es:<region>:<account>:domain/<name>/<path>`; None without it."""
        parts = arn.split(":", 5)
        domain = opensearch._domains.get(parts[5].split("/")[1])
        return None if domain is None else (domain.get("AccessPolicies") or "", parts[4])

    opensearch._spawn_dataplane = data_plane_of
    opensearch.domain_policy_for_arn = domain_policy_for_arn
    iam_evaluator._RESOURCE_POLICY_LOOKUPS["es"] = ("opensearch", "domain_policy_for_arn")
