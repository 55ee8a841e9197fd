"""Steps with simple-salesforce; one JSON line each. Arguments: URL, access token."""
import json
import sys

from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceResourceNotFound

url, token = sys.argv[1:3]
sf = Salesforce(instance_url=url, session_id=token, version="66.0")
state = {}


def step(name, act):
    try:
        print(json.dumps({"step": name, "ok": True, "detail": str(act() or "")}), flush=True)
    except Exception as error:
        print(json.dumps({"step": name, "ok": False, "detail": f"{type(error).__name__}: {error}"}), flush=True)


def query_all():
    found = sf.query_all("SELECT Id, Name, Account.Name FROM Contact")
    assert len(found["records"]) == found["totalSize"] > 2000, found["totalSize"]
    return f"{found['totalSize']} rows"


def query_iter():
    return f"{sum(1 for _ in sf.query_all_iter('SELECT Id FROM Lead'))} rows"


def create():
    state["id"] = sf.Contact.create({"LastName": "Python", "ERP_Id__c": "python-1"})["id"]
    return state["id"]


def read():
    assert sf.Contact.get(state["id"])["LastName"] == "Python"
    assert sf.Contact.get_by_custom_id("ERP_Id__c", "python-1")["Id"] == state["id"]


def update():
    assert sf.Contact.update(state["id"], {"Phone": "1"}) == 204


def upsert():
    assert sf.Contact.upsert("ERP_Id__c/python-1", {"LastName": "Python 2"}) in (200, 204)
    assert sf.Contact.get(state["id"])["LastName"] == "Python 2"


def delete():
    assert sf.Contact.delete(state["id"]) == 204
    try:
        sf.Contact.get(state["id"])
    except SalesforceResourceNotFound:
        return
    raise AssertionError("still there")


def bulk_insert():
    rows = [{"LastName": f"Snake {n}", "Email": f"s{n}@x.example"} for n in range(40)]
    done = sf.bulk2.Contact.insert(records=rows)
    counts = [sum(int(job[key]) for job in done) for key in ("numberRecordsProcessed", "numberRecordsFailed")]
    assert counts == [40, 0], done
    return "40 rows"


def bulk_query():
    pages = list(sf.bulk2.Contact.query("SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Snake %'", max_records=15))
    lines = [line for page in pages for line in page.strip().split("\n")[1:]]
    assert [len(pages), len(lines)] == [3, 40], [len(pages), len(lines)]
    state["ids"] = [line.split(",")[0].strip('"') for line in lines]
    return "3 pages"


def bulk_delete():
    done = sf.bulk2.Contact.delete(records=[{"Id": one} for one in state["ids"]])
    assert sum(int(job["numberRecordsFailed"]) for job in done) == 0, done


step("login", lambda: sf.query("SELECT COUNT() FROM User")["totalSize"])
step("query_all, paged", query_all)
step("query_all_iter", query_iter)
step("describe", lambda: f"{len(sf.Contact.describe()['fields'])} fields")
step("global describe", lambda: f"{len(sf.describe()['sobjects'])} objects")
step("limits", lambda: sf.limits()["DailyApiRequests"])
step("create", create)
step("get", read)
step("update", update)
step("upsert", upsert)
step("delete", delete)
step("bulk2 insert", bulk_insert)
step("bulk2 query, paged", bulk_query)
step("bulk2 delete", bulk_delete)
