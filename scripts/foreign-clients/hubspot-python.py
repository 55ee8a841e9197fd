"""Steps with hubspot-api-client; one JSON line each. Arguments: URL, access token."""
import json
import sys

from hubspot import HubSpot
from hubspot.crm.contacts import (
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchReadInputSimplePublicObjectId,
    PublicMergeInput,
    PublicObjectSearchRequest,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)
from hubspot.crm.contacts.exceptions import ApiException

url, token = sys.argv[1:3]
hs = HubSpot(access_token=token, host=url)
state = {}


def step(name, act):
    try:
        print(json.dumps({"step": name, "ok": True, "detail": str(act() or "")}), flush=True)
    except Exception as error:
        print(json.dumps({"step": name, "ok": False, "detail": f"{type(error).__name__}: {error}"}), flush=True)


def get_all():
    rows = hs.crm.contacts.get_all(properties=["email"])
    assert len({row.id for row in rows}) == len(rows) > 1000, len(rows)
    return f"{len(rows)} contacts"


def search():
    groups = [{"filters": [{"propertyName": "email", "operator": "HAS_PROPERTY"}]}]
    request = PublicObjectSearchRequest(filter_groups=groups, limit=100, properties=["email"], sorts=[], after="0")
    page = hs.crm.contacts.search_api.do_search(public_object_search_request=request)
    assert len(page.results) == 100 and page.total > 1000, page.total
    return f"{page.total} found"


def create():
    request = SimplePublicObjectInputForCreate(properties={"email": "snake@x.example"}, associations=[])
    state["id"] = hs.crm.contacts.basic_api.create(simple_public_object_input_for_create=request).id
    return state["id"]


def conflict():
    try:
        create()
    except ApiException as error:
        assert error.status == 409, error.status
        return json.loads(error.body)["message"]
    raise AssertionError("created twice")


def update():
    request = SimplePublicObjectInput(properties={"firstname": "Kaa"})
    hs.crm.contacts.basic_api.update(contact_id=state["id"], simple_public_object_input=request)
    assert hs.crm.contacts.basic_api.get_by_id(state["id"]).properties["firstname"] == "Kaa"


def batch():
    inputs = [{"properties": {"email": f"s{n}@x.example"}, "associations": []} for n in range(40)]
    request = BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs)
    made = hs.crm.contacts.batch_api.create(batch_input_simple_public_object_batch_input_for_create=request)
    state["ids"] = [row.id for row in made.results]
    assert len(set(state["ids"])) == 40
    asked = [{"id": state["ids"][0]}, {"id": "999999999"}]
    request = BatchReadInputSimplePublicObjectId(inputs=asked, properties=[], properties_with_history=[])
    read = hs.crm.contacts.batch_api.read(batch_read_input_simple_public_object_id=request)
    assert read.num_errors == 1, read


def merge():
    first, second = state["ids"][:2]
    request = PublicMergeInput(primary_object_id=first, object_id_to_merge=second)
    merged = hs.crm.contacts.basic_api.merge(public_merge_input=request)
    assert merged.id not in (first, second)
    assert hs.crm.contacts.basic_api.get_by_id(second).id == merged.id
    return merged.id


def archive():
    hs.crm.contacts.basic_api.archive(contact_id=state["id"])
    try:
        hs.crm.contacts.basic_api.get_by_id(state["id"])
    except ApiException as error:
        assert error.status == 404, error.status
        return
    raise AssertionError("still there")


def lists():
    request = {"name": "Snakes", "objectTypeId": "0-1", "processingType": "MANUAL"}
    made = hs.crm.lists.lists_api.create(list_create_request=request).list
    done = hs.crm.lists.memberships_api.add(list_id=made.list_id, request_body=state["ids"][5:8])
    assert len(done.records_ids_added) == 3, done


step("get_all, paged", get_all)
step("search", search)
step("create", create)
step("create again", conflict)
step("update and read", update)
step("batches", batch)
step("merge", merge)
step("archive", archive)
step("lists", lists)
step("properties", lambda: f"{len(hs.crm.properties.core_api.get_all('companies').results)} properties")
step("pipelines", lambda: f"{len(hs.crm.pipelines.pipelines_api.get_all('deals').results)} pipelines")
step("owners", lambda: f"{len(hs.crm.owners.owners_api.get_page(limit=100).results)} owners")
step("users", lambda: f"{len(hs.settings.users.users_api.get_page().results)} users")
