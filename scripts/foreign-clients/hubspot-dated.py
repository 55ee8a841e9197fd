"""Steps with hubspot-sdk; one JSON line each. Arguments: URL, access token."""
import json
import sys

from hubspot_sdk import HubSpot, ConflictError

url, token = sys.argv[1:3]
hs = HubSpot(access_token=token, base_url=url)
contacts = hs.crm.objects.contacts
state = {}


def step(name, act):
    try:
        print(json.dumps({"step": name, "ok": True, "detail": str(act() or "")}), flush=True)
    except Exception as error:
        print(json.dumps({"step": name, "ok": False, "detail": f"{type(error).__name__}: {error}"}), flush=True)


def list_all():
    rows = list(contacts.list(limit=100, properties=["email"]))
    assert len({row.id for row in rows}) == len(rows) > 1000, len(rows)
    return f"{len(rows)} contacts"


def search():
    groups = [{"filters": [{"propertyName": "email", "operator": "HAS_PROPERTY"}]}]
    found = contacts.search(filter_groups=groups, limit=100, properties=["email"], sorts=[], after="0", query="")
    return f"{found.total} found"


def create():
    state["id"] = contacts.create(properties={"email": "dated@x.example"}, associations=[]).id
    return state["id"]


def conflict():
    try:
        create()
    except ConflictError as error:
        return error.body["message"]
    raise AssertionError("created twice")


def merge():
    other = contacts.create(properties={"email": "dated2@x.example"}, associations=[]).id
    merged = contacts.merge(primary_object_id=state["id"], object_id_to_merge=other)
    assert contacts.get(contact_id=other).id == merged.id
    return merged.id


def lists():
    made = hs.crm.lists.create(name="Dated", object_type_id="0-1", processing_type="MANUAL").list
    inputs = [{"objectTypeId": "0-1", "recordId": state["id"]}]
    read = hs.crm.lists.batch_read_memberships(inputs=inputs)
    assert read.results[0].record_id == state["id"], read
    return made["listId"]


step("list, paged", list_all)
step("search", search)
step("create", create)
step("create again", conflict)
step("merge", merge)
step("lists", lists)
step("properties", lambda: f"{len(hs.crm.properties.list(object_type='contacts').results)} properties")
step("owners", lambda: f"{len(list(hs.crm.owners.list(limit=100)))} owners")
step("pipelines", lambda: f"{len(hs.crm.pipelines.list(object_type='deals').results)} pipelines")
