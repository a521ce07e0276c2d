// Command deploy-check reads manifests as the real tools do, with their own libraries:
//
//	deploy-check kustomize FOLDER   what "kustomize build FOLDER" writes, YAML
//	deploy-check compose FILE       what "docker compose --file FILE config" finds, JSON
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	text, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if _, err := os.Stdout.Write(text); err != nil {
		os.Exit(1)
	}
}

func run(args []string) ([]byte, error) {
	if len(args) != 2 {
		return nil, errors.New("expected kustomize FOLDER, or compose FILE")
	}
	switch args[0] {
	case "kustomize":
		return kustomize(args[1])
	case "compose":
		return compose(args[1])
	default:
		return nil, fmt.Errorf("expected kustomize or compose, got %s", args[0])
	}
}

// With the default options: files outside of a kustomization's own folder are refused.
func kustomize(folder string) ([]byte, error) {
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}

// Checked against the schema of the specification, with variables of the environment filled in.
func compose(file string) ([]byte, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithOsEnv)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}
