// Steps with go-salesforce; one JSON line each.
package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	salesforce "github.com/k-capehart/go-salesforce/v3"
)

type contact = map[string]any

func step(name string, act func() (string, error)) {
	detail, err := act()
	if err != nil {
		detail = err.Error()
	}
	line, _ := json.Marshal(map[string]any{"step": name, "ok": err == nil, "detail": detail})
	fmt.Println(string(line))
}

func main() {
	url, clientId, secret, jwtClient, user, keyFile := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	var sf *salesforce.Salesforce
	step("login client_credentials", func() (string, error) {
		made, err := salesforce.Init(salesforce.Creds{Domain: url, ConsumerKey: clientId, ConsumerSecret: secret})
		sf = made
		return "", err
	})
	step("login jwt", func() (string, error) {
		pem, err := os.ReadFile(keyFile)
		if err != nil {
			return "", err
		}
		_, err = salesforce.Init(salesforce.Creds{Domain: url, Username: user, ConsumerKey: jwtClient, ConsumerRSAPem: string(pem)})
		return "", err
	})
	if sf == nil {
		return
	}
	step("query, paged", func() (string, error) {
		rows := []contact{}
		err := sf.Query("SELECT Id, LastName FROM Contact", &rows)
		if err == nil && len(rows) <= 2000 {
			err = fmt.Errorf("only %d rows", len(rows))
		}
		return fmt.Sprintf("%d rows", len(rows)), err
	})
	id := ""
	step("insert", func() (string, error) {
		result, err := sf.InsertOne("Contact", contact{"LastName": "Gopher", "ERP_Id__c": "go-1"})
		id = result.Id
		return id, err
	})
	step("update", func() (string, error) {
		return "", sf.UpdateOne("Contact", contact{"Id": id, "LastName": "Gopher 2"})
	})
	step("upsert", func() (string, error) {
		result, err := sf.UpsertOne("Contact", "ERP_Id__c", contact{"ERP_Id__c": "go-1", "LastName": "Gopher 3"})
		if err == nil && result.Id != id {
			err = errors.New("another record: " + result.Id)
		}
		return "", err
	})
	step("delete", func() (string, error) {
		return "", sf.DeleteOne("Contact", contact{"Id": id})
	})
	many := []contact{}
	for n := range 450 {
		many = append(many, contact{"LastName": fmt.Sprintf("Burrow %d", n)})
	}
	step("insert collection", func() (string, error) {
		results, err := sf.InsertCollection("Contact", many[:250], 200)
		if err == nil && (len(results.Results) != 250 || results.HasSalesforceErrors) {
			err = fmt.Errorf("%d results", len(results.Results))
		}
		return "250 rows", err
	})
	step("insert composite", func() (string, error) {
		results, err := sf.InsertComposite("Contact", many[250:400], 50, true)
		if err == nil && (len(results.Results) != 150 || results.HasSalesforceErrors) {
			err = fmt.Errorf("%d results", len(results.Results))
		}
		return "150 rows", err
	})
	step("bulk insert", func() (string, error) {
		jobs, err := sf.InsertBulk("Contact", many[400:], 1000, true)
		if err != nil {
			return "", err
		}
		done, err := sf.GetJobResults(jobs[0])
		if err == nil && (done.State != "JobComplete" || done.NumberRecordsFailed != 0) {
			err = errors.New(done.State + " " + done.ErrorMessage)
		}
		return "50 rows", err
	})
	step("bulk export", func() (string, error) {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("burrow-%d.csv", os.Getpid()))
		defer os.Remove(path)
		if err := sf.QueryBulkExport("SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Burrow %'", path); err != nil {
			return "", err
		}
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err == nil && len(rows) != 451 {
			err = fmt.Errorf("%d lines", len(rows))
		}
		return "450 rows", err
	})
}
