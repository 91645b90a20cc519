module "child" {
  source = "./modules/child"
}

resource "terraform_data" "x" {
  input = [path.module, path.root, module.child.path]
}
