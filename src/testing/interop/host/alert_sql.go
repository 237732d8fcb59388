//go:build !grafana7

package main

import (
	"errors"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// sqlTable is what an SQL expression of Grafana 12 can select from.
type sqlTable struct {
	Columns []string `json:"columns"`
	Rows    int      `json:"rows"`
	Error   string   `json:"error"`
}

// readAsSQL asks a query and reads its frames as the sqlExpressions of Grafana 12 do: series become one long table with
// their labels as columns, anything else has to be one table without labels. Read from Grafana 12.4,
// pkg/expr/convert_to_full_long.go and pkg/expr/nodes.go.
func (h *host) readAsSQL(params alertParams) (any, error) {
	answer, err := h.askAsRule(params)
	if err != nil {
		return nil, err
	}
	if answer.failure != nil {
		return sqlTable{Columns: []string{}, Error: answer.failure.Error()}, nil
	}
	for _, answered := range answer.response.Responses {
		err := answered.Error
		table := sqlTable{Columns: []string{}}
		if err == nil {
			table, err = toSQLTable(answered.Frames)
		}
		if err != nil {
			return sqlTable{Columns: []string{}, Error: err.Error()}, nil
		}
		return table, nil
	}
	return sqlTable{Columns: []string{}}, nil
}

func toSQLTable(frames data.Frames) (sqlTable, error) {
	if len(frames) == 0 || len(frames) == 1 && len(frames[0].Fields) == 0 {
		return sqlTable{Columns: []string{}}, nil
	}
	if meta := frames[0].Meta; meta != nil && meta.Type == data.FrameTypeTimeSeriesMulti {
		return seriesAsSQLTable(frames)
	}
	if len(frames) > 1 {
		return sqlTable{}, fmt.Errorf("expected one table, got %d frames", len(frames))
	}
	table := sqlTable{Columns: []string{}, Rows: frames[0].Rows()}
	for _, field := range frames[0].Fields {
		if len(field.Labels) > 0 {
			return sqlTable{}, fmt.Errorf("column %q has labels {%s}, which a table cannot have", field.Name, field.Labels)
		}
		table.Columns = append(table.Columns, field.Name)
	}
	return table, nil
}

func seriesAsSQLTable(frames data.Frames) (sqlTable, error) {
	table := sqlTable{Columns: []string{"time", "value", "__metric__"}}
	known := map[string]bool{}
	for _, frame := range frames {
		if len(frame.TypeIndices(data.FieldTypeTime)) == 0 {
			return sqlTable{}, errors.New("missing time field")
		}
		for _, field := range frame.Fields {
			if !field.Type().Numeric() {
				continue
			}
			table.Rows += field.Len()
			for label := range field.Labels {
				if !known[label] {
					known[label] = true
					table.Columns = append(table.Columns, label)
				}
			}
		}
	}
	return table, nil
}
